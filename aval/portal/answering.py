"""The worker answers what was asked on « Retrouver mes données »: one message, to the address typed, whoever she is."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from aval.accounts.models import Brand, Organisation
from aval.portal.asking import stale_knocks, too_often
from aval.portal.models import Ask, Opening
from aval.portal.tokens import Receipt, opening_token, receipt_token
from aval.post.single import NotWritable, write_to
from aval.post.sms import text_to
from aval.prospects.models import ContactPoint, Objection
from aval.prospects.objecting import object_to

DAY = timedelta(days=1)  # how long a link that shows everything may wait to be opened
AT_ONCE = 20  # asks in a turn: campaigns go on between


def answer_asks(at: datetime) -> bool:
    """Answer the oldest asks and forget them; let go of links and knocks whose time is over. Whether one was answered."""
    return sum(_answer_of(organisation, at) for organisation in Organisation.objects.order_by("id")) > 0


def _answer_of(organisation: Organisation, at: datetime) -> int:
    mine = (Opening.objects.of(organisation).filter(made_at__lt=at - DAY), stale_knocks(organisation, at))
    for old in mine:
        if old.exists():  # looking is free; erasing takes the base's only pen, on SQLite
            old.delete()
    answered, waiting = 0, Ask.objects.of(organisation)
    while answered < AT_ONCE and waiting.exists() and _answer_one(organisation, at):
        answered += 1
    return answered


@transaction.atomic
def _answer_one(organisation: Organisation, at: datetime) -> bool:
    waiting = Ask.objects.of(organisation).select_for_update(skip_locked=True, of=("self",))
    ask = waiting.select_related("organisation").order_by("id").first()
    if ask is None:
        return False
    held = ContactPoint.objects.of(ask.organisation).filter(fingerprint=ask.fingerprint)
    found = list(held.select_related("person").order_by("pk")[:2])
    point = found[0] if len(found) == 1 else None  # a number several people share shows none of them to another
    if ask.stop and point is not None:  # the address itself was stopped in the request; here, all that is hers
        origin = Objection.Origin.PAGE
        object_to(ask.organisation, point, scope="person", origin=origin, heard_at=ask.asked_at, at=at)
    brand = Brand.objects.of(ask.organisation).order_by("id").first()
    if brand is not None and not too_often(ask):
        _write(ask, point, brand, at)
    ask.delete()
    return True


def _write(ask: Ask, point: ContactPoint | None, brand: Brand, at: datetime) -> None:
    if "@" not in ask.address:
        _text(ask, point, brand, at)
        return
    name = ask.organisation.legal_name
    with translation.override(ask.language):
        subject = _("Votre demande est enregistrée chez %(name)s") if ask.stop else _("Vos données chez %(name)s")
        told = {"ask": ask, "held": point is not None, "name": name, **_links(ask, point, at)}
        text = render_to_string("portal/mail.txt", told)
    try:
        write_to(
            ask.organisation, brand=brand, message_type="rights_answer", to=point or ask.address,
            subject=subject % {"name": name}, text=text, language=ask.language, at=at,
        )  # fmt: skip
    except NotWritable:
        return  # no server carries that address: nobody can be told there


def _text(ask: Ask, point: ContactPoint | None, brand: Brand, at: datetime) -> None:
    """The same by text, to a number: one link, or that nothing is held."""
    links = _links(ask, point, at)
    with translation.override(ask.language):
        if ask.stop:
            said = _("plus de prospection vers ce numéro. Votre reçu : %(link)s") % {"link": links.get("receipt", "")}
        elif point is not None:
            said = _("vos données, par ce lien, une fois, aujourd’hui : %(link)s") % {"link": links["opening"]}
        else:
            said = _("nous ne détenons rien à ce numéro.")
    try:
        text_to(
            ask.organisation, brand=brand, message_type="rights_answer", to=point or ask.address, text=said,
            language=ask.language, at=at,
        )  # fmt: skip
    except NotWritable:
        return  # too long for a text, or no number a text reaches


def _links(ask: Ask, point: ContactPoint | None, at: datetime) -> dict[str, str]:
    links = {"find": _address("find", ask.organisation.siren)}
    if point is not None:
        opening = Opening.objects.create(organisation=ask.organisation, contact_point=point, made_at=at)
        links["opening"] = _address("enter", opening_token(ask.organisation_id, point.pk, opening.pk))
    if ask.entry is not None:
        links["receipt"] = _address("receipt", receipt_token(Receipt(ask.organisation_id, 0, ask.entry)))
    return links


def _address(name: str, *args: object) -> str:
    spoken = "?lang=en" if translation.get_language() == "en" else ""
    return settings.AVAL_URL + reverse(f"portal:{name}", args=args) + spoken
