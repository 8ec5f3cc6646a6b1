"""From rows to facts: what the law asks about each contact point, read in a few queries for any number of people.

Every fact keeps the name it has in `aval.law.facts`; what the base does not hold stays null, which is unknown.
A contact is judged on one provenance: that of the list it is aimed through, else the latest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db.models import Q
from django.utils.timezone import localtime

from aval.clearance.aims import Aim
from aval.clearance.choosing import policy_facts
from aval.clearance.consents import consent_facts
from aval.clearance.history import call_history, contact_history
from aval.clearance.human_decisions import human_decisions
from aval.clearance.line_facts import line_facts
from aval.clearance.local_time import local_facts
from aval.clearance.objections import objection_facts
from aval.clearance.reading import UTC, near, read
from aval.clearance.relations import relation_facts
from aval.clearance.silences import silence_facts
from aval.clearance.source_facts import source_facts
from aval.law.facts import VOCABULARY
from aval.law.tables import Question
from aval.prospects.models import Company, ContactPoint, Person, Provenance

MEDIA = {
    "email": "email",
    "sms": "phone",
    "voice_human": "phone",
    "voice_automated": "phone",
    "fax": "phone",
    "post": "post",
    "social_dm": "dm",
}
CARRIES_NOTICE = {"email", "post", "social_dm"}  # what Aval writes there holds the notice
BY_THE_HOUR = {"sms", "voice_human", "voice_automated"}
POINT = "person__contact_points__"
COLUMNS: Mapping[str, tuple[str, Any]] = {
    "contact_point": (POINT + "id", pl.Int64),
    "person": ("person_id", pl.Int64),
    "company": ("person__company_id", pl.Int64),
    "source": ("source_id", pl.Int64),
    "provenance": ("id", pl.Int64),
    "recipient_kind": (POINT + "recipient_kind", pl.String),
    "address_kind": (POINT + "address_kind", pl.String),
    "confidence": (POINT + "confidence", pl.Float64),
    "function": ("person__function", pl.String),
    "function_observed_on": ("person__function_observed_on", pl.Date),
    "country": ("person__country", pl.String),
    "collected_on": ("collected_on", pl.Date),
}
# What few contact points and few people have: read apart, for them alone.
OF_SOME_POINTS: Mapping[str, tuple[str, Any]] = {
    "contact_point": ("id", pl.Int64),
    "disposable": ("disposable", pl.Boolean),
    "unreachable_since": ("unreachable_since", UTC),
    "published_at_url": ("published_at_url", pl.String),
    "published_on": ("published_on", pl.Date),
    "classified_by": ("classified_by", pl.String),
}
SOME_POINTS = Q(disposable=True) | Q(published_at_url__gt="")
SOME_POINTS |= Q(unreachable_since__isnull=False) | Q(classified_by="member")
OF_SOME_PEOPLE: Mapping[str, tuple[str, Any]] = {
    "person": ("id", pl.Int64),
    "informed_at": ("informed_at", UTC),
    "last_contact_from_at": ("last_contact_from_at", UTC),
    "restricted_at": ("restricted_at", UTC),
    "asked_to_stay_at": ("asked_to_stay_at", UTC),
}
SOME_PEOPLE = Q(informed_at__isnull=False) | Q(last_contact_from_at__isnull=False) | Q(restricted_at__isnull=False)
SOME_PEOPLE |= Q(asked_to_stay_at__isnull=False)
FOLLOWED = ("tracking_pixel", "tracking_link")
LANGUAGE = {"person": ("id", pl.Int64), "language": ("language", pl.String)}
COMPANY: Mapping[str, tuple[str, Any]] = {
    "company": ("id", pl.Int64),
    "company_key": ("key", pl.String),
    "legal_form": ("legal_form", pl.String),
    "sector": ("sector", pl.String),
    "sirene_status": ("sirene_status", pl.String),
    "sirene_checked_on": ("sirene_checked_on", pl.Date),
}
CONSENT: Mapping[str, tuple[str, Any]] = {
    "provenance": ("id", pl.Int64),
    "consent_wording": ("consent_wording", pl.String),
    "consent_at": ("consent_at", UTC),
    "consent_version": ("consent_version", pl.String),
}
# How a consent's own wording names the channel it covers; a wording that names none covers none.
BY_PHONE = r"(?i)t[ée]l[ée]phon|appel|\bcall"
NAMES = {
    "email": r"(?i)e-?mail|courriel|courrier [ée]lectronique|newsletter|lettre d.information",
    "sms": r"(?i)\bsms\b|texto",
    "voice_human": BY_PHONE,
    "voice_automated": r"(?i)automate|automated",
    "fax": r"(?i)\bfax|t[ée]l[ée]copie",
    "post": r"(?i)courrier (?:postal|papier)|voie postale|par la poste|\bpostal mail|by post\b",
    "social_dm": r"(?i)message priv|r[ée]seaux? socia|linkedin|social network|private message",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What is about to be done, the same for everyone of a batch.

    `message` holds the facts of the message, when there is one, and `languages` those it is written in.
    """

    aim: Aim
    channel: str
    message_type: str
    at: datetime
    message: Mapping[str, object]
    languages: tuple[str, ...] = ()

    @property
    def question(self) -> Question:
        """What is asked of the law: about people alone, or about this very message."""
        return "message" if self.message else "contact"


@dataclass(frozen=True, slots=True)
class Gathered:
    """`rows`: one a contact point, ids and what pages show; `facts`: the same rows as the law reads them; `common`: facts of all."""

    rows: pl.DataFrame
    facts: pl.DataFrame
    common: Mapping[str, object]


def gather(contact: Contact, whom: Q, points: Sequence[int] | None = None) -> Gathered:
    """The facts about each contact point of the organisation that satisfies `whom`, a condition on Provenance.

    `points`: those alone, where `whom` says more. One join finds who they are; all the rest is read by their ids.
    """
    aim = contact.aim
    whose = Provenance.objects.of(aim.organisation).filter(whom, **{POINT + "medium": MEDIA[contact.channel]})
    frame = read(whose, COLUMNS).sort("contact_point", "provenance")
    if points is not None:
        frame = frame.filter(pl.col("contact_point").is_in(points))
    frame = frame.unique(subset="contact_point", keep="last", maintain_order=True)
    frame = _join_local(frame.with_columns(pl.col("country").fill_null("FR")), contact)
    lines, people = near(Provenance.objects.all(), frame["provenance"]), near(Person.objects.all(), frame["person"])
    for more in (
        read(near(Company.objects.all(), frame["company"]), COMPANY),
        read(near(ContactPoint.objects.all(), frame["contact_point"]).filter(SOME_POINTS), OF_SOME_POINTS),
        read(people.filter(SOME_PEOPLE), OF_SOME_PEOPLE),
        read(lines.filter(consent_at__isnull=False), CONSENT),
        source_facts(aim.organisation, frame["source"].unique().to_list()),
        silence_facts(aim.organisation, frame["person"]),
        relation_facts(aim.organisation, frame["person"], localtime(contact.at).date(), aim.category),
        *([_understood(contact, read(people, LANGUAGE))] if contact.languages else []),
    ):
        frame = frame.join(more, on=more.columns[0], how="left", maintain_order="left")
    for about in (
        objection_facts(contact, frame),
        contact_history(contact, frame),
        consent_facts(contact, frame["contact_point"]),
        human_decisions(contact, frame),
    ):
        frame = frame.join(about, on="contact_point", how="left", maintain_order="left")
    if MEDIA[contact.channel] == "phone":
        frame = frame.join(call_history(contact, frame), on="contact_point", how="left", maintain_order="left")
        frame = frame.with_columns(*line_facts(aim))
    frame = frame.with_columns(*_of_the_person(), *_of_the_consent(contact)).with_columns(_notice_state(contact))
    if _letters(contact):
        frame = frame.with_columns(*_of_the_following(contact))
    common = _common(contact)
    facts = [
        pl.col(name).cast(fact.dtype)
        for name, fact in VOCABULARY.items()
        if name in frame.columns and name not in common
    ]
    return Gathered(frame.select("contact_point", "person", "company_key"), frame.select(facts), common)


def _understood(contact: Contact, spoken: pl.DataFrame) -> pl.DataFrame:
    """notice_readable: whether one of the languages of the message is hers."""
    told = pl.lit(contact.message.get("notice_readable"), pl.Boolean)
    return spoken.select("person", notice_readable=pl.col("language").is_in(contact.languages) & told)


def _join_local(frame: pl.DataFrame, contact: Contact) -> pl.DataFrame:
    here = local_facts(contact.at, hours=contact.channel in BY_THE_HOUR)
    paris = here.row(0, named=True)
    fallback = [pl.col(name).fill_null(pl.lit(paris[name])) for name in ("on", "minute", "local_day")]
    return frame.join(here, on="country", how="left", maintain_order="left").with_columns(fallback)


def _of_the_person() -> list[pl.Expr]:
    """Facts read straight from the rows."""
    told = pl.col("informed_at").dt.date()
    # The role mailbox of a body at a public provider (a small town hall) goes to a human (settled point 20).
    at_provider = (pl.col("recipient_kind") == "personal_mailbox") & (pl.col("address_kind") == "role")
    of_a_body = at_provider & ~pl.col("legal_form").str.starts_with("1").fill_null(value=True)
    return [
        (pl.col("confidence") * 100).round().cast(pl.Int32).alias("classification_confidence"),
        pl.col("legal_form").str.starts_with("1").alias("company_natural_person"),
        pl.when(of_a_body)
        .then(pl.lit("generic_legal_person"))
        .otherwise(pl.col("recipient_kind"))
        .alias("recipient_kind"),
        (of_a_body | (pl.col("address_kind") == "private_provider")).alias("provider_domain"),
        (pl.col("published_at_url") != "")
        .fill_null(value=False)
        .and_(pl.col("published_on").is_not_null())
        .alias("published_by_business"),
        pl.col("disposable").fill_null(value=False),
        pl.col("unreachable_since").is_not_null().alias("unreachable"),
        pl.col("restricted_at").is_not_null().alias("restricted"),
        pl.lit(value=False).alias("erased"),
        pl.col("refusal_in_doubt", "answer_waiting").fill_null(value=False),
        pl.col("last_contact_from_at").dt.date().alias("last_contact_from_prospect_on"),
        pl.col("asked_to_stay_at").dt.date().alias("retention_question_on"),
        pl.coalesce(told, pl.col("source_notice_on")).alias("notice_given_on"),
    ]


def _of_the_consent(contact: Contact) -> list[pl.Expr]:
    """Facts of her own acts where some are on record; else of what came with the line: wording, version and instant, or nothing."""
    hers, state = pl.col("consent_state").is_not_null(), pl.col("consent_state")
    kept = (state == "given") & (pl.col("acted_wording") != "") & (pl.col("acted_version") != "")

    def heard(record: pl.Expr, line: pl.Expr) -> pl.Expr:
        return pl.when(hers).then(record).otherwise(line)

    proof = (pl.col("consent_wording") != "") & (pl.col("consent_version") != "") & pl.col("consent_at").is_not_null()
    wording = pl.col("consent_wording")
    seen = pl.col("captures_seen")
    given = proof | (pl.col("source_basis") == "consent")
    by_name = pl.when(pl.col("collection_mode") == "direct").then(statement=True).otherwise("partner_list_names_us")
    named = pl.when(proof & wording.str.contains(NAMES[contact.channel])).then(statement=True)
    return [
        heard(kept, proof).alias("line_proof"),
        heard(kept, proof).alias("consent_proof"),
        heard(state != "refused", given).alias("consent_given"),
        heard(pl.col("acted_at"), pl.col("consent_at")).dt.date().alias("consent_on"),
        heard(pl.lit(value=True), named).alias("consent_covers_channel"),
        heard(pl.col("names_us"), by_name).alias("consent_names_us"),
        heard(pl.col("free"), seen).alias("consent_free"),
        heard(pl.col("specific"), seen).alias("consent_specific"),
        heard(pl.col("preticked"), pl.when(seen).then(statement=False)).alias("box_preticked"),
        heard(state == "withdrawn", pl.lit(value=False)).alias("consent_withdrawn"),
    ]


def _letters(contact: Contact) -> bool:
    """Whether the message is a letter of a campaign: Aval measures it for who agreed to it, and for nobody else."""
    return contact.channel == "email" and contact.message_type == "prospecting" and bool(contact.message)


def _of_the_following(contact: Contact) -> list[pl.Expr]:
    """tracking_pixel, tracking_link: what the letter of this person will hold."""
    agreed = pl.col("tracking_consent").fill_null(value=False)
    return [
        pl.lit(contact.message[name], pl.Boolean).or_(agreed).alias(name)
        for name in FOLLOWED
        if name in contact.message
    ]


def _notice_state(contact: Contact) -> pl.Expr:
    """Delivered before, or included in what Aval writes: a letter of ours cannot be composed without it."""
    written = pl.lit("included" if contact.channel in CARRIES_NOTICE else "none")
    return (
        pl.when(pl.col("notice_given_on").is_not_null())
        .then(pl.lit("delivered"))
        .otherwise(written)
        .alias("notice_state")
    )


def _common(contact: Contact) -> dict[str, object]:
    """Facts that are the same for the whole batch: channel, offer, policies, message."""
    aim = contact.aim
    return {
        "channel": contact.channel,
        "message_type": contact.message_type,
        "offer_functions": list(aim.functions),
        "offer_sectors": list(aim.sectors),
        "offer_private_life": aim.private_life,
        "offer_trade": "other",
        "relevance_reason": bool(aim.reason.strip()),
        "assessed_on": aim.assessed_on,
        "assessment_review_on": aim.assessment_review_on,
        **policy_facts(aim.organisation, localtime(contact.at).date()),
        **{
            name: value
            for name, value in contact.message.items()
            if (name != "notice_readable" or not contact.languages) and not (name in FOLLOWED and _letters(contact))
        },
    }
