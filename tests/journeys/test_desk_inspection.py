"""The inspector through its page and the command: run, read, sanctioned, lifted by a second person."""

from argparse import Namespace
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from aval.accounts.models import Member, Role
from aval.console import inspecting
from aval.oversight.models import Fault, Sanction, Signal
from aval.oversight.scale import scale_on
from aval.prospects.models import Source
from aval.rights.cases import open_case
from aval.rights.models import Case
from tests.cast import make_person, make_source
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db
REASON = "Le contrat manque depuis un mois, et personne ne répond."


def test_the_officer_runs_it_suspends_and_another_lifts(ines: Member, alix: Member, source) -> None:
    bare = make_source(ines.organisation, code="nue", supplier=False, kind=Source.Kind.BOUGHT, name="Fichier nu")
    make_person(bare)
    officer = signed_in(ines)
    officer.post(reverse("desk:inspection_run"))
    page = officer.get(reverse("desk:inspection")).content.decode()
    assert "Fichier d’un fournisseur sans dossier" in page
    assert "SAN-2022-021" in page
    assert "600\u00a0000\u00a0€" in page
    fault = Fault.objects.get(check_code="source-without-file")
    officer.post(reverse("desk:fault_assign", args=[fault.pk]), {"owner": alix.pk})
    fault.refresh_from_db()
    assert fault.owner == alix
    officer.post(reverse("desk:scale_set"), {"scale": "at_once"})
    assert scale_on(ines.organisation, timezone.localdate()) == "at_once"
    answer = officer.post(
        reverse("desk:sanction_new"), {"about": f"source:{bare.pk}", "kind": "suspension", "reason": "court"}
    )
    assert "elle sera lue" in answer.content.decode()
    officer.post(reverse("desk:sanction_new"), {"about": f"source:{bare.pk}", "kind": "suspension", "reason": REASON})
    bare.refresh_from_db()
    assert bare.suspended_at is not None
    given = Sanction.objects.get(by=ines)
    answer = officer.post(reverse("desk:sanction_lift", args=[given.pk]), {"because": REASON}, follow=True)
    assert "Une autre personne" in answer.content.decode()
    manager = Member.objects.create_user("maud@atelier-nord.example", organisation=ines.organisation, role=Role.MANAGER)
    signed_in(manager).post(reverse("desk:sanction_lift", args=[given.pk]), {"because": REASON})
    bare.refresh_from_db()
    assert bare.suspended_at is None
    assert signed_in(alix).get(reverse("desk:inspection")).status_code == 403


def test_the_command_says_what_is_grave(ines: Member, capsys) -> None:
    assert inspecting.run(Namespace(json=True, lang="fr", organisation=None)) == 1
    assert '"second-factor"' in capsys.readouterr().out


def test_what_people_complain_of_is_proposed_and_suspended_from_the_page(ines: Member, source) -> None:
    for number in range(3):
        case = open_case(
            ines.organisation, "complaint", door="letter", received_at=timezone.now(), at=timezone.now(), contact=f"p{number}@x.example"
        )  # fmt: skip
        Case.objects.filter(pk=case.pk).update(source=source)
    officer = signed_in(ines)
    page = officer.get(reverse("desk:inspection")).content.decode()
    assert "Suspensions proposées" in page
    reason = page.partition('name="reason" value="')[2].partition('"')[0]
    officer.post(
        reverse("desk:sanction_new"), {"about": f"source:{source.pk}", "kind": "suspension", "reason": unescape(reason)}
    )
    source.refresh_from_db()
    assert source.suspended_at is not None
    assert "Suspensions proposées" not in officer.get(reverse("desk:inspection")).content.decode()


def test_what_drifts_is_looked_at_from_the_page_and_the_command(ines: Member, alix: Member, dominique, capsys) -> None:
    officer = signed_in(ines)
    assert "Personne n’a encore regardé" in officer.get(reverse("desk:signals")).content.decode()
    officer.post(reverse("desk:signals_look"))
    page = officer.get(reverse("desk:signals"), {"le": "2027-01-01"}).content.decode()
    assert "Rien ne s’écarte de son passé." in page
    assert "C-317/25" in page
    Signal.objects.create(
        organisation=ines.organisation, measure="objections", dimension="list", key="1", events=12, exposed=400, past_events=30,
        past_exposed=4000, chance=1e-5, found_at=timezone.now(), seen_at=timezone.now(),
    )  # fmt: skip
    page = officer.get(reverse("desk:signals")).content.decode()
    assert "4,0 fois plus" in page
    assert signed_in(alix).get(reverse("desk:signals")).status_code == 403
    assert inspecting.look(Namespace(json=True, lang="fr", organisation=None)) == 0
    assert '"questions": 0' in capsys.readouterr().out
