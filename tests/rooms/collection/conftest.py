"""Forms of Atelier Nord, lawful unless a test says otherwise."""

from typing import Any

import pytest

from aval.accounts.models import Brand
from aval.collection.drafts import Draft
from aval.collection.models import Form, FormVersion
from aval.collection.publishing import declare_form, publish
from aval.collection.puzzles import challenge, solve
from tests.cast import NOON

EMAIL = {"name": "email", "label": "Adresse professionnelle", "reason": "pour vous répondre", "required": True}
OFFERS = {
    "purpose": "prospecting",
    "channel": "email",
    "wording": "J’accepte qu’Atelier Nord m’envoie ses offres par courriel.",
}
TRACKING = {
    "purpose": "mail_tracking",
    "channel": "email",
    "wording": "J’accepte qu’Atelier Nord mesure l’ouverture de ses messages et mes clics.",
}
LAWFUL: dict[str, Any] = {
    "title": "Recevoir le livre blanc de la paie",
    "use": "Vous envoyer le livre blanc que vous demandez.",
    "prospecting": "consent",
    "fields": [EMAIL, {"name": "first_name", "label": "Prénom", "reason": "pour vous saluer"}],
    "boxes": [OFFERS, TRACKING],
}


def make_draft(**changes: Any) -> Draft:
    """A lawful draft with these changes."""
    return Draft.read({**LAWFUL, **changes})


def make_form(brand: Brand, **changes: Any) -> Form:
    """A form of this brand, as a draft."""
    return declare_form(
        brand, name="Livre blanc paie", kind="white_paper", draft=make_draft(**changes), by=None, at=NOON
    )


def sent(version: FormVersion, *, at: Any = NOON, **given: str) -> dict[str, str]:
    """What a browser sends: what she typed, and the puzzle solved."""
    puzzle = challenge(version.name, at)
    return {"email": "nadia.belkacem@orme.example", **given, "puzzle": puzzle, "answer": solve(puzzle)}


@pytest.fixture
def version(brand: Brand) -> FormVersion:
    """A published form with two boxes."""
    return publish(make_form(brand), by=None, at=NOON)
