"""What else her page does: copy, correct, erase, restrict, complain, speak for her company. Each is a case, with its receipt.

What only protects her is done from any link. What shows her data, or ends it, waits for a visit: from the link of a
letter the request is recorded, its month runs, and the link that finishes it goes to her own address (decision 0014).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aval.evidence.models import Entry
from aval.portal.reading import File
from aval.portal.tokens import Receipt
from aval.rights.access import read_access
from aval.rights.answering import record_sent, write_answer
from aval.rights.cases import NotForThisCase, open_case
from aval.rights.erasing import forget
from aval.rights.models import Answer, Case, Door, Right
from aval.rights.restricting import restrict

RIGHTS = {
    "copy": Right.ACCESS,
    "correct": Right.RECTIFICATION,
    "erase": Right.ERASURE,
    "restrict": Right.RESTRICTION,
    "complain": Right.COMPLAINT,
    "company": Right.OBJECTION,
}
FINISHED_IN_A_VISIT = {"copy", "erase"}
LONGEST = 4000  # characters of what she says


def act(file: File, name: str, said: str, *, language: str, at: datetime) -> Receipt:
    """Record what she asks and do at once what may be; the receipt of it. KeyError for what is not on her page."""
    right, number = RIGHTS[name], file.link.contact_point
    with transaction.atomic():
        case = open_case(
            file.organisation, right,
            door=Door.PAGE, received_at=at, at=at, person=file.person, contact=file.mailbox, said=_words(file, name, said),
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


def _words(file: File, name: str, said: str) -> str:
    said = said.strip()[:LONGEST]
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
