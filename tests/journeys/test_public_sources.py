"""Pages open to all: the member says what the page says, by the desk or the API, and the law answers by it."""

import pytest
from django.test import Client

from aval.campaigns.offers import aim_of
from aval.clearance.screening import lines_of, screen
from aval.prospects.models import Source
from tests.cast import NOON, TODAY, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = {
    "name": "Page équipe de kermeur.example", "reference": "https://kermeur.example/equipe", "basis": "legitimate_interest",
    "address_origin": "published", "collected_on": TODAY.isoformat(), "notice_given_on": TODAY.isoformat(),
    "visible_to_everyone": "true", "refusal_mark": "false", "extraction_forbidden": "false",
}  # fmt: skip


def found(organisation, offer, source: Source) -> list[str]:
    make_person(source, email="claire.lemoine@kermeur.example")
    done = screen(organisation, aim=aim_of(offer, TODAY), channel="email", source=source, at=NOON, asked_by=None)
    return lines_of(done)["findings"].to_list()[0]


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ({"refusal_mark": "true"}, "scrape-opposed"),
        ({"extraction_forbidden": "true"}, "scrape-opposed"),
        ({"extraction_forbidden": "unknown"}, "scrape-opposed"),
        ({"address_origin": "guessed"}, "guessed-address"),
    ],
    ids=["agences s’abstenir", "robots, terms or login", "nobody looked", "guessed address"],
)
def test_what_the_page_refuses_is_refused(alix, organisation, offer, said, finding) -> None:
    client = Client()
    client.force_login(alix)
    answer = client.post("/listes/nouvelle/?kind=public_web", PAGE | said)
    assert answer.status_code == 302, answer.content.decode()
    source = Source.objects.get(organisation=organisation, reference=PAGE["reference"])
    assert source.collected_on == TODAY
    assert finding in found(organisation, offer, source)
    shown = client.get(f"/listes/{source.code}/").content.decode()
    assert PAGE["reference"] in shown


def test_an_open_page_published_for_it_may_serve(alix, organisation, offer) -> None:
    client = Client()
    client.force_login(alix)
    client.post("/listes/nouvelle/?kind=public_web", PAGE)
    source = Source.objects.get(organisation=organisation, reference=PAGE["reference"])
    assert not {"scrape-opposed", "scrape-restricted", "guessed-address"} & set(found(organisation, offer, source))
