"""The set-up page and its models: everybody of the house reads them, in a constant number of queries."""

import pytest
from django.test import Client

from tests.cast import make_offer, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.once]
QUERIES = 60


def test_the_page_says_how_far_and_gives_the_models(ines, brand, django_assert_max_num_queries):
    client = Client()
    client.force_login(ines)
    page = client.get("/mise-en-route/").content.decode()
    assert "étapes sur 13 sont en place" in page
    for number in range(5):
        make_offer(brand, code=f"offre-{number}")
        make_source(brand.organisation, code=f"source-{number}")
    with django_assert_max_num_queries(QUERIES):
        client.get("/mise-en-route/")
    charter = client.get("/mise-en-route/charter.en.odt")
    assert charter["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert charter.content[:2] == b"PK"
    assert client.get("/mise-en-route/secret.fr.odt").status_code == 404
