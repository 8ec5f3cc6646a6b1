"""Why this person: a sentence from her function and the offer's reason."""

from collections.abc import Iterator

from aval.campaigns.lint.folding import fold, phrase, share
from aval.campaigns.lint.reading import Reading
from aval.campaigns.lint.report import Fault

WHY = phrase(
    r"(parce que|car|puisque|comme|du fait que) vous (etes|occupez|exercez|dirigez|gerez|pilotez|tenez|avez la charge|travaillez)"
    r"|en tant qu|en (votre )?qualite de|au titre de (vos|votre)|vos fonctions de|(votre|la) fonction (de|d'|\")|dans le cadre de vos fonctions"
    r"|(vous|qui) (etes|occupez|exercez|dirigez|pilotez)[^.]{0,60}(responsable|direct|chef|charge|gerant|president|poste|fonction|acheteu|comptab|ingenieur)"
    r"|(en raison de|au titre de|compte tenu de|liee?s? a|concern\w+|au vu de|eu egard a|pour|dans|rapport avec|correspond\w* a|relev\w+ de) (votre|vos) (poste|role|metier|fonction|responsabilite)"
    r"|pourquoi (vous|nous vous)|nous vous ecrivons (parce|car|en)|cette adresse est celle"
    r"|because (you|your|of your|this address)|as (the |a |an |your )?[^.]{0,50}(director|manager|head|officer|lead|buyer|engineer|owner|ceo|cfo|cto)"
    r"|(in|given|because of|related to|relevant to|concerns?|fits?|match\w*|for|with) your (role|capacity|position|job|function|responsibilit)|why (you|we are writing)"
    r"|you (work as|are (the|a|an) |lead|manage|run|head)"
)


def check(reading: Reading) -> Iterator[Fault]:
    """The first message says why it was written to this person."""
    if not reading.bodies or reading.kind != "first_contact" or reading.to_a_service:
        return
    function = reading.context.recipient_function
    named = bool(function) and share(fold(function or ""), reading.text) >= 0.5
    if not WHY.search(reading.text) and not named:
        yield Fault("why-you-missing", "body", function or "")
