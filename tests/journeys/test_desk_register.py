"""The register through its page: read, signed by the officer alone, handed out."""

import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from aval.accounts.models import Member
from tests.cast import make_source
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db


def test_the_officer_reads_signs_and_sees_what_changed(ines: Member, source) -> None:
    officer = signed_in(ines)
    page = officer.get(reverse("desk:register")).content.decode()
    assert "prêt à être signé" in page
    assert "Salon Finance 2026" in page
    officer.post(reverse("desk:register_sign"))
    assert "ce que vous avez déclaré." in officer.get(reverse("desk:register")).content.decode()
    make_source(ines.organisation, code="achat", name="Fichier Quai Sud")
    page = officer.get(reverse("desk:register")).content.decode()
    assert "n’est plus ce que vous avez déclaré" in page
    told = officer.get(reverse("desk:register_export", args=[1, "json"])).json()
    assert told["signed_by"] == ines.email
    assert set(told["activities"]) >= {"prospecting", "rights"}
    sheet = officer.get(reverse("desk:register_export", args=[1, "ods"])).content
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet))
    assert book.sheet_names[0] == "Liste des traitements"
    assert len(book.sheet_names) == 1 + len(told["activities"])
    assert ["Responsable du traitement", "Atelier Nord"] in book.get_sheet_by_index(0).to_python()
    assert "Salon Finance 2026" in str(book.get_sheet_by_index(1).to_python())
    assert officer.get(reverse("desk:register_export", args=[1, "pdf"])).content.startswith(b"%PDF")
    assert officer.get(reverse("desk:register_export", args=[1, "exe"])).status_code == 404


def test_a_seller_does_not_sign(alix: Member) -> None:
    seller = signed_in(alix)
    assert seller.post(reverse("desk:register_sign")).status_code == 403
    assert seller.get(reverse("desk:register")).status_code == 403
