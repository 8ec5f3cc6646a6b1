"""A request at the desk: recorded by a seller, acted upon and answered by the DPO, kept with its proof."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aval.accounts.models import Member, Organisation
from aval.post.answers import settle_answers
from aval.post.models import SandboxMessage
from aval.post.worker import Work
from aval.prospects.models import Objection, Person, Source
from aval.rights.cases import open_case
from aval.rights.models import Answer, Case
from tests.cast import House, make_person, make_source
from tests.journeys.test_desk import signed_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ask(organisation: Organisation, right: str, *, ago: timedelta = DAY, **more: object) -> Case:
    now = timezone.now()
    return open_case(organisation, right, **{"door": "telephone", "received_at": now - ago, "at": now, **more})


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"desk:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def press(client: Client, case: Case, act: str, **more: str) -> None:
    assert client.post(reverse("desk:case_act", args=[case.pk]), {"act": act, **more}).status_code == 302


def test_from_a_call_to_a_proved_answer(
    organisation: Organisation, dominique: Person, alix: Member, ines: Member
) -> None:
    heard = (timezone.localtime() - DAY).strftime("%Y-%m-%dT%H:%M")
    told = {
        "right": "access",
        "contact": "dominique.vasseur@kermeur.example",
        "door": "telephone",
        "received_at": heard,
        "said": "D’où me connaissez-vous ?",
    }
    assert signed_in(alix).post(reverse("desk:case_new"), told).status_code == 302
    case = Case.objects.get()
    assert (case.person, case.owner) == (dominique, ines)
    assert "Dominique Vasseur attend une réponse" in page(signed_in(alix), "case", case.pk)
    assert signed_in(alix).get(reverse("desk:case_answer", args=[case.pk])).status_code == 403
    assert signed_in(alix).get(reverse("desk:case_access", args=[case.pk])).status_code == 403
    client = signed_in(ines)
    form = client.get(reverse("desk:case_answer", args=[case.pk])).context["form"]
    sent = {
        **form.initial,
        "brand": form["brand"].initial.pk,
        "kind": "done",
        "language": "fr",
        "reasons": "",
        "proof": "",
    }
    assert client.post(reverse("desk:case_answer", args=[case.pk]), sent).status_code == 302
    assert Case.objects.get().answer is None
    work = Work()
    work.turn()
    work.leave()
    settle_answers(timezone.now())
    assert SandboxMessage.objects.count() == 1
    assert Case.objects.get().answer.way == "email"
    assert "a sa réponse" in page(client, "case", case.pk)


def test_the_file_is_one_click_away_in_every_form(organisation: Organisation, dominique: Person, ines: Member) -> None:
    case, client = ask(organisation, "access", person=dominique), signed_in(ines)
    shown = client.get(reverse("desk:case_access", args=[case.pk]))
    assert "Tout ce que nous savons de vous" in shown.content.decode()
    assert "sha256-" in shown["Content-Security-Policy"]
    for form, begins in (("pdf", b"%PDF"), ("html", b"<!doctype"), ("json", b"{"), ("zip", b"PK")):
        assert client.get(reverse("desk:case_file", args=[case.pk, form])).content.startswith(begins)
    assert client.get(reverse("desk:case_file", args=[case.pk, "exe"])).status_code == 404


def test_a_vague_source_holds_everything_back(organisation: Organisation, ines: Member) -> None:
    vague = make_source(organisation, code="vague", name="Un organisme spécialisé dans l’enrichissement", holder="")
    case = ask(
        organisation,
        "access",
        person=make_person(vague, email="rose@kermeur.example", first_name="Rose", last_name="B"),
    )
    client = signed_in(ines)
    assert reverse("desk:source", args=["vague"]) in page(client, "case", case.pk)
    assert client.get(reverse("desk:case_answer", args=[case.pk])).status_code == 302
    assert client.get(reverse("desk:case_file", args=[case.pk, "pdf"])).status_code == 302


def test_each_right_has_its_button(organisation: Organisation, dominique: Person, ines: Member) -> None:
    client = signed_in(ines)
    press(client, ask(organisation, "restriction", person=dominique), "restrict")
    dominique.refresh_from_db()
    assert dominique.restricted_at
    press(
        client,
        ask(organisation, "rectification", person=dominique),
        "rectify",
        first_name="Dominique",
        last_name="Le Goff",
        title="Directrice financière",
        email="dominique.vasseur@kermeur.example",
    )
    dominique.refresh_from_db()
    assert dominique.last_name == "Le Goff"
    press(client, ask(organisation, "objection", person=dominique), "object")
    assert Objection.objects.filter(person=dominique).exists()
    erasure = ask(organisation, "erasure", person=dominique)
    press(client, erasure, "erase")
    assert not Person.objects.filter(pk=dominique.pk).exists()
    assert "Préparer la réponse" in page(client, "case", erasure.pk)
    told = {
        "kind": "done",
        "language": "fr",
        "reasons": "",
        "to": "chez elle",
        "subject": "Effacé",
        "text": "C’est fait.",
        "way": "letter",
    }
    told["brand"] = str(
        organisation.pk
        and client.get(reverse("desk:case_answer", args=[erasure.pk])).context["form"]["brand"].initial.pk
    )
    client.post(reverse("desk:case_answer", args=[erasure.pk]), told | {"proof": ""})
    assert Case.objects.get(pk=erasure.pk).answer is None
    client.post(reverse("desk:case_answer", args=[erasure.pk]), told | {"proof": "1A 234"})
    assert Case.objects.get(pk=erasure.pk).answer.proof == "1A 234"


def test_reasons_come_before_a_refusal_an_extension_or_a_doubt(
    organisation: Organisation, dominique: Person, ines: Member
) -> None:
    case, client = ask(organisation, "access", person=dominique), signed_in(ines)
    assert "Dites d’abord pourquoi." in page(client, "case_answer", case.pk, kind="identity")
    why = "L’adresse qui demande n’est pas celle que nous détenons."
    asked = client.get(reverse("desk:case_answer", args=[case.pk]), {"kind": "identity", "reasons": why}).context[
        "form"
    ]
    told = {
        **asked.initial,
        "brand": asked["brand"].initial.pk,
        "kind": "identity",
        "language": "fr",
        "reasons": why,
        "way": "letter",
        "proof": "1A 234",
    }
    assert client.post(reverse("desk:case_answer", args=[case.pk]), told).status_code == 302
    assert Case.objects.get().due_on is None
    press(client, case, "identified", text="Elle a répondu depuis son adresse.")
    assert Case.objects.get().due_on is not None


def test_the_first_due_comes_first_and_late_is_loud(
    organisation: Organisation, dominique: Person, source: Source, ines: Member, django_assert_max_num_queries: object
) -> None:
    client = signed_in(ines)
    ask(organisation, "information", person=dominique)
    ask(organisation, "access", person=dominique, ago=60 * DAY)
    for place in range(20):
        ask(organisation, "other", contact=f"p{place}@kermeur.example", ago=5 * DAY)
    with django_assert_max_num_queries(12):
        told = page(client, "cases")
    assert "1 demande est en retard" in told
    told = told.partition("<tbody>")[2]
    assert told.index("Accès à ses données") < told.index("Autre demande") < told.index("Question sur ses données")
    assert "incident" in page(client, "home")
    assert "Question sur ses données" not in page(client, "cases", q="p3@kermeur.example").partition("<tbody>")[2]
    register = b"".join(client.get(reverse("desk:cases_export")).streaming_content).decode()
    assert register.count("\r\n") == 23
    assert "kermeur" not in register


def test_nobody_reads_the_cases_of_another_house(organisation: Organisation, maison_sud: House, ines: Member) -> None:
    hers = ask(maison_sud.organisation, "access", contact="x@kermeur.example")
    client = signed_in(ines)
    for name in ("case", "case_answer", "case_access"):
        assert client.get(reverse(f"desk:{name}", args=[hers.pk])).status_code == 404
    assert client.post(reverse("desk:case_act", args=[hers.pk]), {"act": "note", "text": "x"}).status_code == 404
    assert "Personne n’attend de réponse." in page(client, "cases")
    assert not Answer.objects.exists()
