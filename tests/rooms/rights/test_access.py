"""« Que savez-vous de moi ? »: everything, in words, of nobody else, with the source by its name."""

import json
from datetime import date

import pytest

from aval.accounts.models import Organisation
from aval.prospects.models import Person, Source
from aval.rights.access import read_access
from aval.rights.access.page import access_html
from tests.cast import NOON, make_person


def test_it_holds_what_is_held(organisation: Organisation, dominique: Person) -> None:
    file = read_access(dominique, at=NOON)
    page = access_html(file)
    print(page[:200])
    for told in ("Dominique", "Vasseur", "dominique.vasseur@kermeur.example", "Directrice financière", "Kermeur", "Éditions Quai Sud"):
        assert told in page
