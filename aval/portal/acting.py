"""What else her page does: copy, correct, erase, restrict, complain, speak for her company. Each is a case, with its receipt.

What only protects her is done from any link. What shows her data, or ends it, waits for a visit: from the link of a
letter the request is recorded, its month runs, and the link that finishes it goes to her own address (decision 0014).
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aval.evidence.models import Entry
from aval.portal.reading import File
from aval.portal.tokens import Receipt
from aval.prospects.amending import NotAmendable, current
from aval.rights.access import read_access
from aval.rights.access.machine import is_portable
from aval.rights.answering import record_sent, write_answer
from aval.rights.cases import NotForThisCase, open_case
from aval.rights.erasing import forget
from aval.rights.models import Answer, Case, Door, Right
from aval.rights.rectifying import rectify
from aval.rights.restricting import restrict

RIGHTS = {
    "copy": Right.ACCESS,
    "take": Right.PORTABILITY,
    "correct": Right.RECTIFICATION,
    "erase": Right.ERASURE,
    "restrict": Right.RESTRICTION,
    "complain": Right.COMPLAINT,
    "company": Right.OBJECTION,
}
FINISHED_IN_A_VISIT = {"copy", "take", "erase"}
CORRECTED_AT_ONCE = ("civility", "first_name", "last_name", "title", "phone")  # an address is first shown to be hers
LONGEST = 4000  # characters of what she says


def act(
    file: File, name: str, said: str, changes: Mapping[str, str] | None = None, *, language: str, at: datetime
) -> Receipt:
    """Record what she asks and do at once what may be; the receipt of it. KeyError for what is not on her page.

    `changes`: what a correction makes of each field (`CORRECTED_AT_ONCE`), applied at once in a visit.
    """
    wanted = _wanted(file, name, changes or {})
    right, number = RIGHTS[name], file.link.contact_point
    with transaction.atomic():
        case = open_case(
            file.organisation, right,
            door=Door.PAGE, received_at=at, at=at, person=file.person, contact=file.mailbox, said=_words(file, name, said, wanted),
        )  # fmt: skip
        entry = _last(file, "case:opened")
        if name == "restrict":
            restrict(case, at=at)
            _answer(
                case,
                _("Nous gardons vos données sans nous en servir, jusqu’à ce que nous vous disions le contraire."),
                language,
                entry,
                at,
            )
        if wanted and _corrected(case, wanted, at):
            entry = _last(file, "person:rectified")
            if not said.strip():
                _answer(case, _("C’est corrigé. Ceux qui ont reçu vos données en sont prévenus."), language, entry, at)
        if name == "take" and file.whole and file.person and is_portable(read_access(file.person, at=at)):
            _answer(case, _("Ce que vous nous avez donné vous est remis sur votre page."), language, entry, at)
        if name == "copy" and file.whole and file.person and not read_access(file.person, at=at).vague:
            _answer(case, _("Tout ce que nous détenons sur vous vous est remis sur votre page."), language, entry, at)
        if name == "erase" and file.whole and file.person is not None:
            forget(file.person, at=at)
            case.refresh_from_db()
            entry = _last(file, "erasure:people")
            _answer(
                case,
                _("Vos données sont effacées partout. Une empreinte illisible empêche de vous recontacter."),
                language,
                entry,
                at,
            )
    return Receipt(file.organisation.pk, number, entry)


def corrections(file: File) -> list[tuple[str, str, str]]:
    """What she may put right by herself in a visit: field, its name, what is held."""
    if not file.whole or file.person is None:
        return []
    labels = (_("Civilité"), _("Prénom"), _("Nom"), _("Fonction"), _("Téléphone"))
    return [(name, label, current(file.person, name)) for name, label in zip(CORRECTED_AT_ONCE, labels, strict=True)]


def _wanted(file: File, name: str, changes: Mapping[str, str]) -> dict[str, str]:
    """What she corrects in a visit of hers: the fields that change."""
    if name != "correct" or not file.whole or file.person is None:
        return {}
    given = {one: changes[one].strip()[:200] for one in CORRECTED_AT_ONCE if one in changes}
    return {one: value for one, value in given.items() if value != current(file.person, one)}


def _corrected(case: Case, wanted: Mapping[str, str], at: datetime) -> bool:
    """Put right, and recipients to be told; what cannot be kept as she wrote it waits for a member, who reads her words."""
    try:
        return bool(rectify(case, wanted, at=at))
    except NotAmendable:
        return False


def _words(file: File, name: str, said: str, wanted: Mapping[str, str]) -> str:
    told = [
        said.strip()[:LONGEST],
        *(f"{label} : {wanted[field]}" for field, label, _held in corrections(file) if field in wanted),
    ]
    said = "\n".join(filter(None, told))
    if name != "company" or file.point is None:
        return said
    domain = file.mailbox.rpartition("@")[2]
    asked = _("Demande au nom de la société : ne plus contacter personne à %(domain)s.") % {"domain": domain}
    return f"{asked} {said}".strip()


def _last(file: File, kind: str) -> int:
    """The entry just written: nobody else writes in this ledger before our transaction ends."""
    newest = Entry.objects.filter(ledger=file.organisation.pk, kind=kind).order_by("-seq")
    return newest.values_list("seq", flat=True)[0]


def _answer(case: Case, text: str, language: str, entry: int, at: datetime) -> None:
    """She is told here and now, on her page; its receipt is the proof."""
    if case.answer_id is not None:
        return
    try:
        answer = write_answer(
            case,
            Answer.Kind.DONE,
            subject=str(case.get_right_display()).capitalize(),
            text=text,
            language=language,
            at=at,
        )
    except NotForThisCase:
        return  # a source that names nobody: a member completes it, then answers
    record_sent(answer, way=Answer.Way.PAGE, proof=f"receipt {entry}", at=at)
