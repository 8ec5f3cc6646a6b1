"""Faults to plant in a house in order: for each check, what is done to the base, and what must then be found, about what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from aval.accountability.breaches import declare_breach
from aval.accountability.models import Affected
from aval.accounts.models import Brand, Chore, Member, Organisation, Processor, Token
from aval.accounts.setup import declare_brand
from aval.calls.models import Call, Callee, CallList
from aval.campaigns.models import Offer
from aval.clearance.clearing import clear
from aval.clearance.models import Clearance, HumanDecision
from aval.post.models import Attempt, Mailbox, MailServer, Return
from aval.post.plans import plan_of
from aval.prospects.exporting import record_export
from aval.prospects.models import Capture, Consent, Consultation, Person, Provenance, Rental, Source
from aval.prospects.objecting import object_to
from aval.rights.cases import open_case
from aval.rights.models import Answer, Case, CaseStep, Recipient, Telling
from tests.cast import NOON, TODAY, make_campaign, make_offer, make_person, make_source, make_supplier_file

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CONSENT = {"basis": Source.Basis.CONSENT}


@dataclass(frozen=True, slots=True)
class World:
    """A house in order, and who lives in it."""

    organisation: Organisation
    brand: Brand
    alix: Member
    bruno: Member
    source: Source
    offer: Offer


def used(world: World, code: str, *, paper: dict | None = None, **facts: object) -> Source:
    """A list that brings somebody, with its supplier file."""
    source = make_source(world.organisation, code=code, supplier=False, **facts)
    make_supplier_file(source, **(paper or {}))
    proof = {"consent_wording": "Oui à Atelier Nord", "consent_at": NOON} if facts.get("basis") == "consent" else {}
    Provenance.objects.filter(person=make_person(source)).update(**proof)
    return source


def about(source: Source) -> str:
    return f"source:{source.pk}"


def sent(world: World, code: str, at=NOON, **person: object) -> tuple[Person, Attempt]:
    """A letter that left under a real decision, whatever the law said of it."""
    her = make_person(world.source, **person)
    campaign = make_campaign(world.offer, world.source, code=code)
    plan = plan_of(campaign, at)
    point = her.contact_points.get()
    with transaction.atomic():
        kept = clear(
            [point.pk], aim=plan.aim, source=world.source.pk, channel="email", message_type="prospecting", message=plan.message,
            languages=plan.languages, at=at,
        )[point.pk]  # fmt: skip
    Clearance.objects.filter(pk=kept.pk).update(used_at=at)
    return her, Attempt.objects.create(
        organisation=world.organisation, campaign=campaign, person=her, contact_point=point, clearance=kept, state="sent",
        handed_at=at, claimed_at=at,
    )  # fmt: skip


def called(world: World, code: str, **facts: object) -> Call:
    her = make_person(world.source)
    call_list = CallList.objects.create(
        organisation=world.organisation, code=code, name=code, offer=world.offer, source=world.source, pitch="x",
        caller_number="+33199001234", created_at=NOON,
    )  # fmt: skip
    point = her.contact_points.get()
    callee = Callee.objects.create(
        organisation=world.organisation, call_list=call_list, person=her, contact_point=point
    )
    refusal = Clearance.objects.create(
        organisation=world.organisation, person=her, contact_point=point, channel="voice_human", message_type="prospecting",
        offer_code=world.offer.code, verdict="refuse", findings=[], facts={}, law="", decided_at=NOON,
    )  # fmt: skip
    return Call.objects.create(
        organisation=world.organisation, callee=callee, person=her, clearance=refusal, member=world.alix,
        **{"opened_at": NOON, "closed_at": NOON, "outcome": "not_interested", **facts},
    )  # fmt: skip


def asked(world: World, right: str, contact: str, *, days: int = 0, **facts: object) -> Case:
    return open_case(
        world.organisation, right, door="letter", received_at=NOON - days * DAY, at=NOON, contact=contact, **facts
    )


def answered(case: Case, kind: str, at=NOON) -> Answer:
    return Answer.objects.create(
        organisation=case.organisation, case=case, kind=kind, subject="x", text="x", digest="x", reasons="x", way="letter",
        proof="x", written_at=at, sent_at=at,
    )  # fmt: skip


def no_file(world: World) -> str:
    bare = make_source(world.organisation, code="nue", supplier=False, kind=Source.Kind.BOUGHT)
    make_person(bare)
    return about(bare)


def told_too_late(world: World) -> str:
    late = make_source(world.organisation, code="tard", notice_given_on=None)
    her = make_person(late)
    long_ago = NOON - 60 * DAY
    Provenance.objects.filter(person=her).update(collected_on=long_ago.date(), received_at=long_ago)
    return about(late)


def kept_too_long(world: World) -> str:
    her = make_person(used(world, "ancienne"))
    Provenance.objects.filter(person=her).update(collected_on=TODAY - 4 * 365 * DAY)
    return "prospects.Person"


def from_nowhere(world: World) -> str:
    Provenance.objects.filter(person=make_person(world.source)).delete()
    return ""


def in_quarantine(world: World) -> str:
    source = used(world, "quarantaine")
    Person.objects.filter(provenances__source=source).update(quarantined=True)
    Provenance.objects.filter(source=source).update(received_at=NOON - 120 * DAY)
    return about(source)


def opened_counted_as_contact(world: World) -> str:
    make_person(world.source, last_contact_from_at=NOON - 5 * DAY)
    return ""


def ticked_box(world: World) -> str:
    Consent.objects.create(
        organisation=world.organisation, kind="email", fingerprint="0" * 32, key_id="k", purpose="prospecting", act="given",
        door="html", acted_at=NOON, recorded_at=NOON, preticked=True, evidence=0,
    )  # fmt: skip
    return "preticked"


def erased_in_words(world: World) -> str:
    case = asked(world, "erasure", "e@y.example", person=make_person(world.source))
    Case.objects.filter(pk=case.pk).update(answer=answered(case, "done"))
    return f"case:{case.pk}"


def answered_late(world: World) -> str:
    case = asked(world, "access", "tard@y.example", days=60)
    Case.objects.filter(pk=case.pk).update(answer=answered(case, "nothing"))
    return f"case:{case.pk}"


def paper_asked_of_an_objector(world: World) -> str:
    case = asked(world, "objection", "papiers@y.example")
    CaseStep.objects.create(
        organisation=world.organisation, case=case, kind="doubted", at=NOON, recorded_at=NOON, answer=answered(case, "identity")
    )  # fmt: skip
    return f"case:{case.pk}"


def partner_not_told(world: World) -> str:
    partner = Recipient.objects.create(
        organisation=world.organisation, name="Routeur", kind="processor", contact="x", since=TODAY
    )
    telling = Telling.objects.create(
        organisation=world.organisation, recipient=partner, people=3, asked_at=NOON - 9 * DAY, due_on=TODAY - DAY
    )
    return f"telling:{telling.pk}"


def health_in_a_note(world: World) -> str:
    return f"call:{called(world, 'sante', note='En arrêt maladie, rappeler').pk}"


def insult_in_a_reason(world: World) -> str:
    decision = HumanDecision.objects.create(
        organisation=world.organisation, offer_code="x", finding="x", allow=False, reason="Enceinte, à éviter", decided_at=NOON
    )  # fmt: skip
    return f"decision:{decision.pk}"


def complaints(world: World) -> str:
    source = used(world, "plaintes")
    for number in range(3):
        case = asked(world, "complaint", f"p{number}@y.example")
        Case.objects.filter(pk=case.pk).update(source=source)
    return about(source)


def bad_form(world: World) -> str:
    source = used(world, "formulaire-en-faute")
    Capture.objects.create(
        organisation=world.organisation, source=source, site="concours.example", from_on=TODAY, page="", words="", digest="",
        verdict="fail", audited_at=NOON,
    )  # fmt: skip
    return about(source)


def rented_in_silence(world: World) -> str:
    rental = Rental.objects.create(
        organisation=world.organisation, source=used(world, "louee"), sent_on=TODAY, recipients=9, message="x", digest="",
        names_us=False, kept_at=NOON,
    )  # fmt: skip
    return f"rental:{rental.pk}"


def template_for_a_proof(world: World) -> str:
    source = used(world, "modele", **CONSENT)
    Provenance.objects.filter(source=source).update(consent_wording="", consent_at=None)
    return about(source)


def written_after_no(world: World) -> str:
    her, attempt = sent(world, "croise")
    object_to(world.organisation, her, origin="link", heard_at=NOON - HOUR, at=NOON - HOUR)
    return f"campaign:{attempt.campaign_id}"


def called_after_no(world: World) -> str:
    call = called(world, "rappel")
    object_to(world.organisation, call.person, origin="post", heard_at=NOON - HOUR, at=NOON - HOUR)
    return f"member:{world.alix.pk}"


def decision_made_up(world: World) -> str:
    Clearance.objects.create(
        organisation=world.organisation, person=make_person(world.source), channel="email", message_type="prospecting",
        offer_code=world.offer.code, verdict="allow", findings=[], facts={}, law="", decided_at=NOON, used_at=NOON,
    )  # fmt: skip
    return ""


def letter_in_another_language(world: World) -> str:
    return f"campaign:{sent(world, 'langue', language='en')[1].campaign_id}"


def letter_abroad(world: World) -> str:
    return f"campaign:{sent(world, 'ailleurs', country='BE')[1].campaign_id}"


def nobody_settles(world: World) -> str:
    _her, attempt = sent(world, "incertain", at=NOON - 2 * DAY)
    Attempt.objects.filter(pk=attempt.pk).update(state="uncertain", handed_at=None)
    return ""


def assessment_over(world: World) -> str:
    offer = make_offer(world.brand)
    offer.assessments.update(review_on=TODAY - DAY)
    return f"campaign:{make_campaign(offer, world.source, state='running').pk}"


def caller_withheld(world: World) -> str:
    call_list = CallList.objects.create(
        organisation=world.organisation, code="masque", name="masque", offer=world.offer, source=world.source, pitch="x",
        caller_number="hidden", created_at=NOON,
    )  # fmt: skip
    return f"call_list:{call_list.pk}"


def premium_number(world: World) -> str:
    world.organisation.telephone = "08 99 70 11 11"
    world.organisation.save()
    return ""


def nobody_named(world: World) -> str:
    world.organisation.dpo_name = world.organisation.dpo_email = ""
    world.organisation.save()
    return ""


def server_in_clear(world: World) -> str:
    server = MailServer.objects.create(
        organisation=world.organisation, brand=world.brand, host="smtp.kermeur.example", security="none"
    )
    return f"server:{server.pk}"


def box_unread(world: World) -> str:
    other = declare_brand(world.organisation, name="Autre", sender_email="a@autre.example", at=NOON)
    box = Mailbox.objects.create(organisation=world.organisation, brand=other, code="retours", host="imap.x.example")
    return f"mailbox:{box.pk}"


def returned(world: World, digest: str, **facts: object) -> str:
    Return.objects.create(
        organisation=world.organisation, digest=digest, kind="reply", text="x", **{"received_at": NOON, **facts}
    )
    return ""


def key_of_who_left(world: World) -> str:
    key = Token.objects.create(
        organisation=world.organisation, name="CRM", digest="d", member=world.bruno, created_at=NOON, expires_at=NOON + 90 * DAY
    )  # fmt: skip
    Member.objects.filter(pk=world.bruno.pk).update(is_active=False)
    return f"token:{key.pk}"


def asleep(world: World) -> str:
    Member.objects.filter(pk=world.alix.pk).update(last_login=NOON - 200 * DAY)
    return f"member:{world.alix.pk}"


def big_export(world: World) -> str:
    export = record_export(
        world.organisation, what="people", columns=[], people=range(1, 1200), by=world.alix, at=NOON - DAY
    )
    return f"export:{export.pk}"


def breach(world: World, **facts: object) -> str:
    row = declare_breach(world.organisation, title="Vol", aware_at=NOON - 80 * HOUR, by=world.alix, at=NOON)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    return f"breach:{row.pk}"


def not_all_told(world: World) -> str:
    found = breach(world, notified_at=NOON, completed_at=NOON, telling_at=NOON)
    Affected.objects.create(
        organisation=world.organisation, breach_id=found.partition(":")[2], person=make_person(world.source)
    )
    return found


def chore(world: World) -> str:
    row = Chore.objects.create(
        organisation=world.organisation, name="purge", day=TODAY - DAY, worker="w", started_at=NOON - 3 * DAY, finished_at=NOON,
        error="x",
    )  # fmt: skip
    return f"chore:{row.pk}"


def no_round(world: World) -> str:
    world.organisation.created_at = NOON - 10 * DAY
    world.organisation.save()
    return ""


def auditor_for_ever(world: World) -> str:
    member = Member.objects.create_user("audit@x.example", organisation=world.organisation, role="auditor")
    return f"member:{member.pk}"


def never_reviewed(world: World) -> str:
    Consultation.objects.create(
        organisation=world.organisation, member=world.alix, what="person", at=NOON - 120 * DAY, person=make_person(world.source)
    )  # fmt: skip
    return ""


def contract_over(world: World) -> str:
    gone = Processor.objects.create(
        organisation=world.organisation, code="ancien", name="Ancien", service="mail", country="FR", contract_reference="x",
        signed_on=TODAY - 400 * DAY, ends_on=TODAY - 90 * DAY, created_at=NOON,
    )  # fmt: skip
    return f"processor:{gone.pk}"


PLANTED: tuple[tuple[str, Callable[[World], str]], ...] = (
    ("retention-late", kept_too_long),
    ("notice-overdue", told_too_late),
    ("person-sourceless", from_nowhere),
    ("quarantine-long", in_quarantine),
    ("sign-unproved", opened_counted_as_contact),
    ("consent-void", ticked_box),
    ("erasure-undone", erased_in_words),
    ("case-overdue", lambda world: f"case:{asked(world, 'access', 'x@y.example', days=50).pk}"),
    ("case-answered-late", answered_late),
    ("identity-asked", paper_asked_of_an_objector),
    ("telling-overdue", partner_not_told),
    ("note-sensitive", health_in_a_note),
    ("text-sensitive", insult_in_a_reason),
    ("source-without-file", no_file),
    ("source-vague", lambda world: about(used(world, "vague", name="Nos partenaires", holder="un partenaire"))),
    ("source-complained", complaints),
    ("sample-failed", lambda world: about(used(world, "tirage", paper={"sample_size": 20, "sample_valid": 11}))),
    ("transfer-bare", lambda world: about(used(world, "maroc", paper={"processing_country": "MA"}))),
    ("supplier-stale", lambda world: about(used(world, "vieille", paper={"audited_on": TODAY - 400 * DAY}))),
    ("address-guessed", lambda world: about(used(world, "devinee", address_origin="guessed"))),
    ("profile-restricted", lambda world: about(used(world, "profils", kind="social_network", reference="x"))),
    ("refusal-marked", lambda world: about(used(world, "refus", kind="public_web", refusal_mark=True))),
    ("soft-optin-bare", lambda world: about(used(world, "clients", basis="soft_opt_in", optout_offered=None))),
    ("partner-unnamed", lambda world: about(used(world, "tus", paper={"partner_list_names_us": False}, **CONSENT))),
    ("capture-failed", bad_form),
    ("capture-missing", lambda world: about(used(world, "jamais-vue", paper={"captures_seen": None}, **CONSENT))),
    ("rental-unnamed", rented_in_silence),
    ("proof-missing", template_for_a_proof),
    ("mailbox-unread", box_unread),
    ("reply-waiting", lambda world: returned(world, "a", received_at=NOON - 2 * DAY)),
    ("doubt-late", lambda world: returned(world, "b", doubtful=True, due_at=NOON - HOUR)),
    ("objection-crossed", written_after_no),
    ("call-crossed", called_after_no),
    ("decision-unsound", decision_made_up),
    ("notice-language", letter_in_another_language),
    ("country-outside", letter_abroad),
    ("attempt-uncertain", nobody_settles),
    ("assessment-expired", assessment_over),
    ("caller-hidden", caller_withheld),
    ("phone-premium", premium_number),
    ("register-drift", lambda _world: ""),  # the lists above, which nobody declared
    ("officer-missing", nobody_named),
    ("account-asleep", asleep),
    ("auditor-unlimited", auditor_for_ever),
    ("log-unreviewed", never_reviewed),
    ("token-ownerless", key_of_who_left),
    ("processor-keeps", contract_over),
    ("export-large", big_export),
    ("breach-late", breach),
    ("breach-incomplete", lambda world: breach(world, notified_at=NOON - 79 * HOUR, telling_at=NOON)),
    ("breach-untold", not_all_told),
    ("chore-failed", chore),
    ("sender-unproved", lambda world: f"brand:{world.brand.pk}"),  # of the server planted below
    ("server-clear", server_in_clear),
    ("processor-unusable", lambda world: f"mailserver:{MailServer.objects.get(organisation=world.organisation).pk}"),
    ("pages-in-clear", lambda _world: ""),
    ("exit-mute", lambda _world: ""),
    ("mailbox-missing", lambda world: f"brand:{world.brand.pk}"),
    ("round-missing", no_round),
)
