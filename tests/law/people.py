"""Whole sets of facts to start from: attempts the law allows, each with one thing changed makes a case."""

from datetime import date

DAY = date(2026, 11, 23)

NOT_OBJECTED = {f"objected_{scope}": False for scope in ("address", "person", "domain", "brand", "channel", "all")}

MESSAGE = {
    "says_identity": True,
    "says_siren": True,
    "says_postal_address": True,
    "sender_ours": True,
    "named_mailbox": True,
    "optout_link": True,
    "optout_works": True,
    "one_click": True,
    "says_why_you": True,
    "notice_complete": True,
    "notice_readable": True,
    "separate_objection": True,
    "honest_subject": True,
    "recognisable": True,
    "premium_number": False,
    "tracking_pixel": False,
    "tracking_link": False,
    "tracking_consent": False,
    "offer_inside": True,
    "dns_authenticated": True,
    "spoken_by_ai": False,
    "platform_automated": False,
}

CALL = {
    "line_kind": "professional",
    "line_mobile": False,
    "local_day": "working",
    "minute": 10 * 60,
    "caller_id": "ordinary",
    "script_complete": True,
    "recorded": False,
    "recent_call_attempts": 0,
    "spoken_by_ai": False,
}

# A finance director met in a bought professional file, written to by e-mail on legitimate interest.
PROFESSIONAL = {
    "on": DAY,
    "channel": "email",
    "message_type": "prospecting",
    "country": "FR",
    "first_message": True,
    "recipient_kind": "pro_nominative",
    "source_named": True,
    "source_kind": "bought",
    "source_basis": "legitimate_interest",
    "collection_mode": "indirect",
    "collected_on": date(2026, 11, 3),
    "address_origin": "supplied",
    "visible_to_everyone": True,
    "refusal_mark": False,
    "extraction_forbidden": False,
    "supplier_contract": True,
    "collection_checked": True,
    "audited_on": date(2026, 10, 1),
    "from_sirene": False,
    "function": "finance",
    "function_observed_on": date(2026, 11, 3),
    "sector": "M",
    "offer_functions": ["finance", "human_resources"],
    "offer_private_life": False,
    "offer_trade": "other",
    "about_trade": True,
    "relevance_reason": True,
    "assessed_on": date(2026, 9, 1),
    "assessment_review_on": date(2027, 9, 1),
    "restricted": False,
    "erased": False,
    "notice_state": "included",
    **NOT_OBJECTED,
    **MESSAGE,
}

CONSENT = {
    "consent_given": True,
    "consent_on": date(2026, 9, 1),
    "consent_proof": True,
    "consent_covers_channel": True,
    "consent_names_us": True,
    "consent_free": True,
    "consent_specific": True,
    "box_preticked": False,
    "consent_withdrawn": False,
}

# A private person who ticked our own form.
SUBSCRIBER = {
    **PROFESSIONAL,
    **CONSENT,
    "recipient_kind": "consumer",
    "source_kind": "own_form",
    "source_basis": "consent",
    "collection_mode": "direct",
    "collected_on": date(2026, 9, 1),
    "optout_offered": True,
    "notice_state": "delivered",
    "notice_given_on": date(2026, 9, 1),
}

SERVICE = {**PROFESSIONAL, "message_type": "transactional", "offer_inside": False}
