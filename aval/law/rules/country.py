"""Each country transposed art. 13 of directive 2002/58 its own way; several ask consent even for companies.

France and its overseas departments follow these rules. Elsewhere a written country policy is needed.
"""

from aval.law.expressions import among
from aval.law.notions import Terms
from aval.law.parameters import Parameters
from aval.law.tables import Rule, Said, Table, forbid, table

RULE = Rule(
    code="country",
    title=Said(
        "Pays",
        "Country",
    ),
    says=Said(
        "Hors de France, d’autres règles valent : sans politique écrite pour le pays, on n’écrit pas.",
        "Outside France other rules hold: without a written policy for the country, we do not write.",
    ),
    article=Said(
        "art. 13 directive 2002/58",
        "directive 2002/58 art. 13",
    ),
    mark="S",
    sources=("https://eur-lex.europa.eu/legal-content/EN/TXT/HTML/?uri=CELEX:02002L0058-20091219",),
    answers=(
        "contact",
        "message",
    ),
)


def check(f: Terms, p: Parameters) -> Table:
    return table(
        forbid("country-no-policy", when=~among(f.country, p.french_territories) & ~f.country_policy),
        scope=f.prospecting,
    )
