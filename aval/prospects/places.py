"""Countries as lists write them: in French or English, in two letters or three."""

from functools import cache

import polars as pl
from holidays.registry import COUNTRIES

from aval.prospects.classification.folding import fold

UNREAD = "ZZ"  # ISO 3166-1 leaves it to its users: a country was given and not understood, which is not France
FRENCH = {
    "AD": "andorre", "AE": "emirats arabes unis", "AR": "argentine", "AT": "autriche", "AU": "australie", "BE": "belgique,belgie",
    "BF": "burkina faso", "BG": "bulgarie", "BJ": "benin", "BR": "bresil", "CA": "canada", "CD": "republique democratique du congo",
    "CG": "congo", "CH": "suisse,schweiz", "CI": "cote d ivoire", "CM": "cameroun", "CN": "chine", "CY": "chypre",
    "CZ": "republique tcheque,tchequie,czech republic", "DE": "allemagne,deutschland", "DK": "danemark", "DZ": "algerie", "EE": "estonie",
    "EG": "egypte", "ES": "espagne,espana", "FI": "finlande", "FR": "france metropolitaine,republique francaise,metropole,f",
    "GA": "gabon", "GB": "royaume uni,uk,grande bretagne,great britain,angleterre,england,ecosse,united kingdom", "GF": "guyane,guyane francaise",
    "GP": "guadeloupe", "GR": "grece", "HR": "croatie", "HU": "hongrie", "IE": "irlande", "IL": "israel", "IN": "inde", "IS": "islande",
    "IT": "italie,italia", "JP": "japon", "LB": "liban", "LI": "liechtenstein", "LT": "lituanie", "LU": "luxembourg", "LV": "lettonie",
    "MA": "maroc", "MC": "monaco", "MG": "madagascar", "MQ": "martinique", "MT": "malte", "MU": "maurice,ile maurice", "MX": "mexique",
    "NC": "nouvelle caledonie", "NL": "pays bas,nederland,hollande,the netherlands", "NO": "norvege", "NZ": "nouvelle zelande",
    "PF": "polynesie francaise,tahiti", "PL": "pologne", "PM": "saint pierre et miquelon", "PT": "portugal", "RE": "reunion,la reunion,ile de la reunion",
    "RO": "roumanie", "RS": "serbie", "RU": "russie", "SE": "suede", "SG": "singapour", "SI": "slovenie", "SK": "slovaquie",
    "SN": "senegal", "TG": "togo", "TN": "tunisie", "TR": "turquie", "UA": "ukraine", "US": "etats unis,usa,etats unis d amerique,united states of america",
    "WF": "wallis et futuna", "YT": "mayotte",
}  # fmt: skip


@cache
def _codes() -> dict[str, str]:
    codes = {fold(name): forms[1] for name, forms in COUNTRIES.items()}
    codes |= {form.lower(): forms[1] for forms in COUNTRIES.values() for form in forms[1:3]}
    codes |= {code.lower(): code for code in FRENCH}
    return codes | {name: code for code, names in FRENCH.items() for name in names.split(",")}


def read_countries(values: pl.Series) -> pl.Series:
    """The two-letter code (ISO 3166-1) of each value: France where nothing is said, `ZZ` where it is not understood."""
    codes = _codes()
    known = {value: codes.get(fold(value), UNREAD) for value in values.drop_nulls().unique()}
    return (
        values.replace_strict(known, default="FR", return_dtype=pl.String)
        if known
        else pl.Series(["FR"] * len(values), dtype=pl.String)
    )
