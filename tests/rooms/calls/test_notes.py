"""What a note has no business holding is seen; what a salesperson writes every day is not."""

import pytest

from aval.calls.notes import read_note

SEEN = [
    ("En arrêt maladie jusqu’en mars", "health"),
    ("Elle est enceinte, rappeler après", "health"),
    ("Dépressif, ne pas insister", "health"),
    ("Quel CONNARD", "insult"),
    ("un peu bête.", "insult"),
    ("délégué CGT", "opinion"),
    ("catholique pratiquant", "opinion"),
    ("accent étranger", "origin"),
    ("Divorcé, a la garde alternée", "family"),
    ("sa femme décide", "family"),
    ("a eu affaire à l’huissier", "money"),
    ("He is on sick leave", "health"),
]
FINE = [
    "Rappeler lundi à 10 h, budget voté en janvier.",
    "Cherche un logiciel de paie pour 40 salariés ; contrat actuel chez Kermeur jusqu’en juin.",
    "Directrice absente, voir avec son assistante.",
    "Intéressée par la démonstration, mariage des deux systèmes à étudier.",
    "Concurrent : Conseil RH. Considère l’offre.",
    "Grossiste en Bretagne, marine marchande.",
]


@pytest.mark.parametrize(("note", "code"), SEEN)
def test_seen(note, code):
    assert code in {one.code for one in read_note(note)}


@pytest.mark.parametrize("note", FINE)
def test_not_seen(note):
    assert read_note(note) == ()


def test_words_are_shown_as_written():
    (one,) = read_note("Elle est Enceinte.", "en")
    assert (one.label, one.words) == ("health", ("Enceinte",))
