"""What the law is told of a message: the facts of group `message`, drawn from what the lint found."""

from collections.abc import Mapping

from aval.campaigns.lint import Report

# Each fact, and the findings that deny it. A finding that could not be judged leaves its fact unknown.
DENIED_BY: Mapping[str, tuple[str, ...]] = {
    "says_identity": ("identity-name", "sender-name"),
    "says_siren": ("identity-siren",),
    "says_postal_address": ("identity-address",),
    "sender_ours": ("sender-domain",),
    "says_on_behalf": ("on-behalf-missing",),
    "named_mailbox": ("mailbox-missing",),
    "optout_link": ("unsubscribe-missing", "unsubscribe-hidden", "unsubscribe-not-https", "unsubscribe-paid"),
    "optout_works": ("unsubscribe-broken", "unsubscribe-login", "unsubscribe-fields", "unsubscribe-not-tried"),
    "one_click": (
        "one-click-missing",
        "one-click-not-https",
        "one-click-post",
        "one-click-unsigned",
        "one-click-not-opaque",
    ),
    "says_why_you": ("why-you-missing", "notice-source"),
    "notice_complete": (
        "notice-missing",
        "notice-source",
        "notice-interest",
        "notice-retention",
        "notice-rights",
        "notice-purposes",
        "notice-basis",
        "notice-categories",
        "notice-recipients",
        "notice-complaint",
        "notice-withdrawal",
        "notice-page-broken",
        "notice-page-login",
        "notice-page-unread",
        "notice-not-judged",
        "source-vague",
        "source-differs",
    ),
    "notice_readable": ("notice-language", "notice-page-language", "mention-hidden"),
    "separate_objection": ("objection-missing", "objection-not-separate"),
    "honest_subject": (
        "subject-empty",
        "subject-fake-reply",
        "subject-misleading",
        "subject-unrelated",
        "fake-thread",
        "false-talk",
    ),
    "recognisable": ("advertising-hidden", "advertising-denied"),
}


def message_facts(report: Report) -> dict[str, bool]:
    """The facts of a message (aval/law/facts.toml, group `message`); those that could not be judged are left out."""
    found = {finding.code: finding.severity for finding in report.findings}
    facts = dict(report.present)
    facts["premium_number"] = "premium-number" in found
    for fact, codes in DENIED_BY.items():
        severities = {found[code] for code in codes if code in found}
        if severities & {"error", "warning"}:
            facts[fact] = False
        elif "unknown" not in severities:
            facts[fact] = True
    return facts
