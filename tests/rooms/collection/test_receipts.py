"""Consents leave and come in an open form; a withdrawal comes in whole, a consent as a claim."""

import json
from datetime import timedelta

import pytest

from aval.collection.receipts import NoRecord, proof_of, read_record, receipt_for, write_lines
from aval.prospects.consenting import Box, Shown, consent_to, withdraw
from aval.prospects.models import Consent
from aval.prospects.standing import consents_of
from tests.cast import NOON

SHOWN = Shown(version="lettre@1", preticked=False, free=True, specific=True, names_us=True)
ADDRESS = "dominique.vasseur@kermeur.example"


def agree(organisation, who):
    box = Box(purpose="prospecting", channel="email", wording="Oui.", ticked=True)
    return consent_to(organisation, who, shown=SHOWN, boxes=[box], door="form", acted_at=NOON, at=NOON)


def record(*, act="given", at=NOON, who=ADDRESS, **changes):
    event = {"aval:act": act, "dpv:isIndicatedAtTime": {"@value": at.isoformat()}, "aval:wording": "Oui, par courriel."}
    return {
        "dpv:hasDataSubject": {"dpv:hasIdentifier": who}, "dpv:hasPurpose": "dpv:DirectMarketing", "aval:channel": "email",
        "aval:events": [event], **changes,
    }  # fmt: skip


def test_a_record_tells_all_that_happened(organisation, dominique):
    agree(organisation, dominique)
    withdraw(organisation, dominique, door="reply", acted_at=NOON + timedelta(days=1), at=NOON + timedelta(days=1))
    (line,) = write_lines(organisation, Consent.objects.of(organisation))
    told = json.loads(line)
    assert told["dct:conformsTo"].endswith("#record-eu-gdpr")
    assert (told["@type"], told["dpv:hasConsentStatus"], told["dpv:hasLegalBasis"]) == (
        "dpv:ConsentRecord", "dpv:ConsentWithdrawn", "eu-gdpr:A6-1-a",
    )  # fmt: skip
    assert [event["aval:act"] for event in told["aval:events"]] == ["given", "withdrawn"]
    assert told["aval:events"][0]["aval:boxes"][0]["ticked"] is True
    assert ADDRESS not in line
    assert receipt_for(organisation, dominique)["@graph"][0]["@type"] == "dpv:ConsentReceipt"


def test_a_claim_comes_in_as_a_claim_and_once(organisation, dominique):
    for _ in range(2):
        (act,) = read_record(organisation, record(), at=NOON)
    assert (act.door, act.preticked, act.free, Consent.objects.count()) == ("import", None, None, 1)


def test_a_withdrawal_comes_in_whole(organisation, dominique):
    agree(organisation, dominique)
    read_record(organisation, record(act="withdrawn", at=NOON + timedelta(hours=1)), at=NOON + timedelta(days=1))
    assert [one.state for one in consents_of(dominique)] == ["withdrawn"]
    read_record(organisation, record(at=NOON - timedelta(days=9)), at=NOON + timedelta(days=2))
    assert [one.state for one in consents_of(dominique)] == ["withdrawn"]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ([], "record"),
        (record(who=""), "dpv:hasDataSubject"),
        (record(who="pas une adresse"), "dpv:hasDataSubject"),
        (record(**{"dpv:hasPurpose": "dpv:Sell"}), "dpv:hasPurpose"),
        (record(**{"aval:events": []}), "aval:events"),
        (record(**{"aval:events": [{"dpv:isIndicatedAtTime": "hier"}]}), "dpv:isIndicatedAtTime"),
        (record(**{"aval:events": [{"dpv:isIndicatedAtTime": "2026-11-01T10:00:00"}]}), "dpv:isIndicatedAtTime"),
        (record(at=NOON + timedelta(days=1)), "aval:events"),
    ],
)
def test_what_is_no_record_says_where(organisation, given, place):
    with pytest.raises(NoRecord) as refused:
        read_record(organisation, given, at=NOON)
    assert refused.value.place == place


def test_the_proof_of_an_act_holds_what_was_shown(organisation, version):
    (act,) = consent_to(
        organisation, ADDRESS, shown=Shown(version=version.name), boxes=[Box(purpose="prospecting", channel="email", wording="Oui.", ticked=True)],
        door="form", acted_at=NOON, at=NOON,
    )  # fmt: skip
    told = proof_of(organisation, act)
    assert told["aval:shown"]["picture"] == version.picture
    assert told["aval:shown"]["digest"] == version.digest
