"""What an attempt is for: the offer, reduced to what the law asks about it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One offer of one brand, as facts. `functions` and `sectors` are codes; empty sectors mean every sector.

    `assessed_on` / `assessment_review_on`: dates of the current favourable legitimate-interest assessment, None without one.
    """

    organisation: int
    offer_code: str
    brand: int
    functions: tuple[str, ...]
    sectors: tuple[str, ...]
    reason: str
    category: str
    private_life: bool
    assessed_on: date | None
    assessment_review_on: date | None
