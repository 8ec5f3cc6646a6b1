"""People of the base asked about by address or number: may they be contacted, now? Nobody is contacted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Q
from django.utils.timezone import localtime

from aval.clearance.deciding import CROWD, decided
from aval.clearance.gathering import MEDIA, POINT, Contact, gather
from aval.clearance.reading import listed
from aval.law.deciding import decide_apart
from aval.law.reasons import Decision, Reason
from aval.law.rulebook import in_force
from aval.law.tables import Outcome, Question
from aval.prospects.bulk import read_by_keys
from aval.prospects.classification import normalise_emails, normalise_phones
from aval.prospects.classification.addresses import registrable_domains
from aval.prospects.fingerprints import fingerprints
from aval.prospects.models import Objection

STRANGERS = ("no-source", "objected")  # what is said of those the base does not hold
POINTS = {"contact_point": pl.Int64, "normal": pl.String}
STRICTEST = ("refuse", "review", "allow")  # a number may be shared: the strictest answer about it holds


@dataclass(frozen=True, slots=True)
class Asked:
    """Answers, one a value, in order: `lines` says, of each, `decision` (its number in `decisions`), `person` (null: nobody
    here) and the facts it was taken on, `common` aside; `refusal` is the code of a value that is no address or number.
    The first `known` decisions are about people of the base, the others about strangers.
    """

    contact: Contact
    lines: pl.DataFrame
    common: Mapping[str, object]
    decisions: tuple[Decision, ...]
    known: int


def ask(contact: Contact, values: Sequence[str]) -> Asked:
    """Decide about each of these addresses or numbers.

    Colleagues count for each other, in the order of the base. Whoever is not in the base is refused: she objected, or has no source.
    """
    medium = MEDIA[contact.channel]
    read = (normalise_emails if medium == "email" else normalise_phones)(pl.Series("value", values, dtype=pl.String))
    lines = read.select("normal", "refusal")
    here, common, decisions = _known(contact, medium, lines["normal"])
    known = len(decisions)
    both = lines.join(here, on="normal", how="left", maintain_order="left")
    strangers = both.filter(pl.col("decision").is_null() & pl.col("normal").is_not_null())["normal"].unique()
    if strangers.len():
        stopped = _stopped(contact, medium, strangers)
        told = known + pl.col("normal").is_in(stopped.implode()).cast(pl.UInt32)
        own = pl.when(pl.col("normal").is_not_null()).then(told)
        both = both.with_columns(pl.coalesce("decision", own))
        decisions += tuple(refusal(code, contact.question, localtime(contact.at).date()) for code in STRANGERS)
    return Asked(contact, both.drop("normal"), common, decisions, known)


def _known(
    contact: Contact, medium: str, normals: pl.Series
) -> tuple[pl.DataFrame, Mapping[str, object], tuple[Decision, ...]]:
    """The decisions about the addresses that are somebody's here and came from somewhere: the strictest of each."""
    points = read_by_keys(
        "c.id, c.normal",
        "prospects_contactpoint c ON c.organisation_id = %s AND c.medium = %s AND c.normal = k.value",
        normals,
        [contact.aim.organisation, medium],
        POINTS,
    )
    gathered = gather(contact, Q(**{POINT + "id__in": listed(points["contact_point"])})) if points.height else None
    if gathered is None or gathered.rows.is_empty():
        return pl.DataFrame(schema={"normal": pl.String, "person": pl.Int64, "decision": pl.UInt32}), {}, ()
    facts = gathered.facts.with_columns(decided(contact, gathered)[CROWD])
    apart = decide_apart(facts, question=contact.question, common=gathered.common)
    strictness = [STRICTEST.index(decision.verdict) for decision in apart.decisions]
    rows = pl.concat([gathered.rows.select("contact_point", "person"), facts], how="horizontal").with_columns(
        decision=apart.whose.cast(pl.UInt32)
    )
    ranked = rows.join(points, on="contact_point").with_columns(
        rank=pl.col("decision").replace_strict(list(range(len(strictness))), strictness, return_dtype=pl.UInt8)
    )
    strictest = ranked.sort("rank", "contact_point").unique("normal", keep="first")
    return strictest.drop("rank", "contact_point"), gathered.common, apart.decisions


def refusal(code: str, question: Question, on: date) -> Decision:
    """The refusal of somebody the base does not hold: the finding of that code in the law of this day, and no other."""
    book = in_force(on)
    named = [one for one in book.findings(question) if one.code == code and one.outcome is Outcome.FORBIDDEN]
    reasons = tuple(Reason(one.code, one.rule, one.outcome) for one in named[:1])
    return Decision("refuse", Outcome.FORBIDDEN, None, reasons, (), book.digest)


def _stopped(contact: Contact, medium: str, strangers: pl.Series) -> pl.Series:
    """Those on the opposition list: some were erased, and had objected before."""
    marks = [pl.DataFrame({"normal": strangers, "mark": fingerprints(medium, strangers)})]
    if medium == "email":
        hosts = pl.DataFrame({"normal": strangers, "host": strangers.str.extract(r"@(.+)$")}).drop_nulls()
        both = pl.concat([registrable_domains(hosts["host"]), hosts.select("host", domain="host")]).unique()
        prints = both.with_columns(mark=fingerprints("domain", both["domain"]))
        marks.append(hosts.join(prints, on="host").select("normal", "mark"))
    every = pl.concat(marks)
    found = (
        Objection.objects.of(contact.aim.organisation)
        .filter(Q(brand__isnull=True) | Q(brand=contact.aim.brand), channel__in=["", contact.channel])
        .filter(fingerprint__in=listed(every["mark"].unique()))
        .values_list("fingerprint", flat=True)
    )
    return every.filter(pl.col("mark").is_in(list(found)))["normal"]
