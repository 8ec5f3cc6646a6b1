"""Our own letters under the lint, before anybody receives one: a specimen is composed whole, and read."""

from dataclasses import replace
from datetime import datetime

from aval.campaigns.facts import message_facts
from aval.campaigns.letters.composing import Prepared, specimen
from aval.campaigns.lint import Context, Report, lint_message
from aval.campaigns.lint.context import Advertiser

OURS_TO_TRY = "unsubscribe-not-tried"  # our own page, tried where letters leave, not where they are written


def check_letter(prepared: Prepared, at: datetime, language: str = "fr") -> Report:
    """What the lint says of the letter an invented person would receive; sentences in `fr` or `en`."""
    report = _read(prepared, at, language)
    return replace(report, findings=tuple(one for one in report.findings if one.code != OURS_TO_TRY))


def letter_facts(prepared: Prepared, at: datetime) -> dict[str, bool]:
    """The message facts of a letter (aval/law/facts.toml). Whether the way out answers is for the sender to add."""
    return message_facts(_read(prepared, at, "fr"))


def _read(prepared: Prepared, at: datetime, language: str) -> Report:
    sender, origin = prepared.surroundings.sender, prepared.surroundings.origin
    advertiser = Advertiser(
        legal_name=sender.legal_name,
        siren=sender.siren,
        postal_address=sender.postal_address,
        domains=(sender.sender_email.rpartition("@")[2].lower(),),
    )
    context = Context(
        message_type="first_contact",
        advertiser=advertiser,
        sent_by_agency=False,
        recipient_language=prepared.language,
        recipient_function="Responsable" if prepared.language == "fr" else "Manager",
        data_source_on_record=origin.name,
        notice_already_delivered=False,
        tracking_consent=False,
        existing_thread_with_recipient=False,
    )
    return lint_message(specimen(prepared, at), context, language)
