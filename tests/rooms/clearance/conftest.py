"""What is aimed at in these tests: payroll software, assessed, for finance and human resources."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from aval.accounts.models import Brand
from aval.clearance.aims import Aim
from aval.clearance.clearing import clear
from aval.clearance.models import Clearance
from aval.prospects.models import Source
from tests.cast import NOON


@pytest.fixture
def aim(brand: Brand) -> Aim:
    return make_aim(brand)


def make_aim(brand: Brand, **facts: Any) -> Aim:
    known = {
        "organisation": brand.organisation_id,
        "offer_code": "paie",
        "brand": brand.pk,
        "functions": ("finance", "rh"),
        "sectors": (),
        "reason": "vous tenez la paie",
        "category": "logiciel-paie",
        "private_life": False,
        "assessed_on": date(2026, 11, 1),
        "assessment_review_on": date(2027, 11, 1),
    }
    return Aim(**{**known, **facts})


@pytest.fixture
def ask(aim: Aim, source: Source, db: None) -> Callable[..., dict[int, Clearance]]:
    """Ask for a first e-mail to these contact points, today at noon."""

    def asked(points: list[int], **other: Any) -> dict[int, Clearance]:
        known = {
            "aim": aim,
            "source": source.pk,
            "channel": "email",
            "message_type": "prospecting",
            "message": {},
            "at": NOON,
        }
        return clear(points, **{**known, **other})

    return asked
