"""From the letter in her mailbox to silence: what a scanner, a mail program and a person do with what Aval really sent."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from aval.campaigns.models import Campaign, Offer
from aval.portal.answering import answer_asks
from aval.post.models import Attempt, SandboxMessage
from aval.post.worker import Work
from aval.prospects.models import Objection, Person, Source
from aval.rights.models import Case
from tests.browsing import find_barriers, overflows
from tests.cast import make_campaign, make_person

pytestmark = pytest.mark.django_db(transaction=True)
HERS = "dominique.vasseur@kermeur.example"
TAPS, SECONDS = 4, 30  # what a person in a hurry has
READING = 230 / 60  # words a second: slow reading of French prose on a telephone


@pytest.fixture
def work(transactional_db: None) -> Iterator[Work]:
    work = Work(first=[answer_asks])
    yield work
    work.leave()


@pytest.fixture
def of_yesterday(offer: Offer, source: Source) -> None:
    """What ages is of yesterday: the worker reads the real clock."""
    today = timezone.localdate() - timedelta(days=1)  # whatever the hour, in Paris or in Greenwich
    source.collected_on = source.notice_given_on = today
    source.save()
    source.supplier_file.contract_on = source.supplier_file.audited_on = source.supplier_file.partner_list_on = today
    source.supplier_file.save()
    offer.assessments.update(signed_on=today, review_on=today + timedelta(days=365))
    Person.objects.update(function_observed_on=today)


@pytest.fixture
def sent(work: Work, dominique: Person, offer: Offer, source: Source, of_yesterday: None) -> Any:
    """The letter to Dominique as it left, with two others of the same campaign."""
    for name in ("Claire", "Yanis"):
        make_person(source, first_name=name)
    launch(offer, source, work)
    return letter_to(HERS)


def launch(offer: Offer, source: Source, work: Work) -> Campaign:
    campaign = make_campaign(offer, source, state=Campaign.State.RUNNING, launched_at=timezone.now())
    while work.turn():
        pass
    return campaign


def letter_to(address: str) -> Any:
    raw = SandboxMessage.objects.filter(envelope_to=address).latest("id").raw
    return message_from_bytes(bytes(raw), policy=policy.default)


def links_of(message: Any) -> list[str]:
    """Every address a scanner finds, in the headers and the bodies, without the name of the machine."""
    text = "\n".join([str(message["List-Unsubscribe"] or ""), *(part.get_content() for part in message.iter_parts())])
    return sorted({found.split("#")[0] for found in re.findall(r"https?://[^/\s]+(/d/[^\s<>\"']+)", text)})


def test_a_scanner_that_follows_everything_changes_nothing(sent: Any) -> None:
    """T3: and what it posts without knowing what, neither."""
    links = links_of(sent)
    assert len(links) == 2
    scanner = Client(enforce_csrf_checks=True)
    seen = set(links)
    while links:
        link = links.pop()
        for method in (scanner.get, scanner.head, scanner.options):
            answer = method(link)
        page = scanner.get(link, follow=True).content.decode()
        found = set(re.findall(r'(?:href|action)="(/d/[^"?#]+)', page)) - seen
        seen |= found
        links += sorted(found)
    assert len(seen) >= 5
    assert not Objection.objects.exists()
    assert not Case.objects.exists()
    assert answer.status_code in {200, 405}


def test_a_mail_program_stops_it_from_the_header_alone(sent: Any, offer: Offer, source: Source, work: Work) -> None:
    """T3 and T5: one POST without cookie nor page; she is written to no more, the others are."""
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.search(r"<https?://[^/]+(/d/[^>]+)>", sent["List-Unsubscribe"]).group(1)
    answer = Client(enforce_csrf_checks=True).post(
        address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert (answer.status_code, bool(answer.cookies)) == (200, False)
    Attempt.objects.update(handed_at=timezone.now() - timedelta(days=60))
    Attempt.objects.exclude(clearance=None).first().clearance.__class__.objects.update(
        used_at=timezone.now() - timedelta(days=60)
    )
    again = launch(offer, source, work)
    states = dict(Attempt.objects.filter(campaign=again).values_list("person__first_name", "state"))
    assert states == {"Dominique": "refused", "Claire": "sent", "Yanis": "sent"}


def test_an_objection_does_not_stop_the_answer_she_asked_for(sent: Any, work: Work) -> None:
    """T6: she stops everything, then asks what is held: the answer leaves, and is no advertising."""
    page = next(link for link in links_of(sent) if not link.endswith("/stop"))
    client = Client()
    client.post(f"{page}/stop")
    before = SandboxMessage.objects.count()
    client.post(f"{page}/demande", {"right": "copy"})
    while work.turn():
        pass
    assert SandboxMessage.objects.count() == before + 1
    answer = letter_to(HERS)
    assert answer["List-Unsubscribe"] is None
    link = re.search(r"/d/voir/\S+", answer.get_content()).group()
    assert "Dominique" in client.post(link, follow=True).content.decode()


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_on_a_telephone_she_finds_what_is_held_and_stops_everything(
    open_page: Callable[..., Any], sent: Any, scripts: bool
) -> None:
    """She reads every word down to the button, slowly: taps, words and the machine's own time, all in thirty seconds."""
    link = next(link for link in links_of(sent) if not link.endswith("/stop"))
    begun = time.monotonic()
    page = open_page(link, width="narrow", scripts=scripts)
    button = page.get_by_role("button", name="Ne plus rien recevoir de vous")
    assert "Salon Finance 2026" in page.locator(".lede").first.inner_text()
    words = len(page.locator("h1").inner_text().split()) + len(page.locator(".lede").first.inner_text().split())
    button.click()
    assert "par aucun moyen" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Voir ce que nous savons de vous").click()
    held = page.get_by_role("table").inner_text()
    assert "Directrice financière" in held
    words += len(held.split())
    needed = time.monotonic() - begun + words / READING
    taps = 3  # the link in the mail, the button, what is held
    print(f"{taps} taps, {words} words, {needed:.1f} s")  # noqa: T201  the measure, for who runs with -s
    assert taps <= TAPS
    assert needed < SECONDS
    assert Objection.objects.filter(channel="").exists()


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.parametrize(("width", "dark"), [("narrow", True), ("wide", False)])
def test_no_page_of_hers_has_a_barrier(
    open_page: Callable[..., Any], sent: Any, work: Work, width: str, dark: bool, tmp_path: Path
) -> None:
    """Everything unfolded, at every width and in both lights, from the letter to her visit."""
    link = next(link for link in links_of(sent) if not link.endswith("/stop"))
    page = open_page(link, width=width, dark=dark)
    seen = {"letter": faults(page)}
    page.get_by_role("button", name="Recevoir par courriel le lien qui montre tout").click()
    seen["sent"] = faults(page)
    while work.turn():
        pass
    page.goto(re.search(r"/d/voir/\S+", letter_to(HERS).get_content()).group())
    seen["enter"] = faults(page)
    page.get_by_role("button", name="Voir mes données").click()
    seen["visit"] = faults(page)
    assert HERS in page.get_by_role("table").first.inner_text()
    page.goto(link)
    page.locator("summary", has_text="Limiter l’usage").click()
    page.get_by_role("button", name="Limiter l’usage de mes données").click()
    seen["case"] = faults(page)
    page.goto(f"{link}/information")
    seen["information"] = faults(page)
    page.goto("/d/chez/000000018")
    seen["find"] = faults(page)
    page.get_by_label("Votre adresse de courriel").fill("personne@kermeur.example")
    page.get_by_role("button", name="Ne plus jamais me contacter").click()
    seen["receipt"] = faults(page)
    assert {name: found for name, found in seen.items() if found} == {}


def faults(page: Any) -> list[str]:
    while page.locator("details:not([open]) > summary").count():
        page.locator("details:not([open]) > summary").first.click()
    found = find_barriers(page) + (["wider than its window"] if overflows(page) else [])
    return found + ([] if page.locator("h1").count() == 1 else ["one heading, and one only"])


@pytest.mark.browser
@pytest.mark.once
def test_the_keyboard_alone_is_enough(open_page: Callable[..., Any], sent: Any) -> None:
    page = open_page(next(link for link in links_of(sent) if not link.endswith("/stop")))
    for _key in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Ne plus rien recevoir de vous":
            break
    page.keyboard.press("Enter")
    assert "C’est fait" in page.get_by_role("heading", level=1).inner_text()
    assert Objection.objects.filter(channel="").exists()
