"""Who may do what: one table. Reading the desk is for every member of the organisation; acting is listed here."""

from enum import StrEnum

from django.core.exceptions import PermissionDenied

from aval.accounts.models import Member, Role


class Action(StrEnum):
    """What a member may be allowed to do. The code is what logs and templates name."""

    DECLARE_SOURCE = "declare-source"
    CHECK_SUPPLIER = "check-supplier"
    IMPORT = "import"
    BUILD_FORM = "build-form"
    CORRECT = "correct"
    DESCRIBE_OFFER = "describe-offer"
    SIGN_ASSESSMENT = "sign-assessment"
    KEEP_SEGMENT = "keep-segment"
    MOVE_STAGE = "move-stage"
    SCREEN = "screen"
    SETTLE_REVIEW = "settle-review"
    WRITE_LETTER = "write-letter"
    LAUNCH = "launch"
    PAUSE = "pause"
    SORT_REPLY = "sort-reply"
    CALL = "call"
    DO_TASK = "do-task"
    FREE_LINE = "free-line"
    RECORD_OBJECTION = "record-objection"
    OPEN_CASE = "open-case"
    ANSWER_CASE = "answer-case"
    DECLARE_BREACH = "declare-breach"
    HANDLE_BREACH = "handle-breach"
    READ_REGISTER = "read-register"
    SIGN_REGISTER = "sign-register"
    INSPECT = "inspect"
    SANCTION = "sanction"
    ERASE = "erase"
    KEEP_IN_TIME = "keep-in-time"
    EXPORT = "export"
    READ_LEDGER = "read-ledger"
    SET_POLICY = "set-policy"
    SET_UP = "set-up"
    INVITE = "invite"
    DECLARE_PROCESSOR = "declare-processor"


_SELLS = {
    Action.DECLARE_SOURCE,
    Action.IMPORT,
    Action.BUILD_FORM,
    Action.CORRECT,
    Action.DESCRIBE_OFFER,
    Action.KEEP_SEGMENT,
    Action.MOVE_STAGE,
    Action.SCREEN,
    Action.WRITE_LETTER,
    Action.LAUNCH,
    Action.PAUSE,
    Action.SORT_REPLY,
    Action.CALL,
    Action.DO_TASK,
    Action.RECORD_OBJECTION,
    Action.OPEN_CASE,
    Action.DECLARE_BREACH,
}
_MANAGES = _SELLS | {
    Action.DECLARE_PROCESSOR,
    Action.INSPECT,
    Action.SANCTION,
    Action.ANSWER_CASE,
    Action.ERASE,
    Action.KEEP_IN_TIME,
    Action.READ_REGISTER,
    Action.HANDLE_BREACH,
    Action.FREE_LINE,
    Action.CHECK_SUPPLIER,
    Action.SIGN_ASSESSMENT,
    Action.SETTLE_REVIEW,
    Action.EXPORT,
    Action.READ_LEDGER,
}
_WATCHES = {
    Action.SORT_REPLY,
    Action.OPEN_CASE,
    Action.ANSWER_CASE,
    Action.ERASE,
    Action.KEEP_IN_TIME,
    Action.CHECK_SUPPLIER,
    Action.CORRECT,
    Action.SIGN_ASSESSMENT,
    Action.KEEP_SEGMENT,
    Action.SCREEN,
    Action.SETTLE_REVIEW,
    Action.PAUSE,
    Action.RECORD_OBJECTION,
    Action.EXPORT,
    Action.DECLARE_BREACH,
    Action.HANDLE_BREACH,
    Action.READ_REGISTER,
    Action.SIGN_REGISTER,
    Action.DECLARE_PROCESSOR,
    Action.INSPECT,
    Action.SANCTION,
    Action.READ_LEDGER,
    Action.SET_POLICY,
}

MAY: dict[Role, frozenset[Action]] = {
    Role.SELLER: frozenset(_SELLS),
    Role.MANAGER: frozenset(_MANAGES),
    Role.DPO: frozenset(_WATCHES),
    Role.AUDITOR: frozenset({Action.READ_LEDGER, Action.READ_REGISTER, Action.INSPECT, Action.EXPORT}),
    Role.ADMINISTRATOR: frozenset(Action),
}


def may(member: Member, action: Action) -> bool:
    """Whether this member may do this, in her own organisation."""
    return member.is_active and action in MAY[Role(member.role)]


def require(member: Member, action: Action) -> None:
    """`PermissionDenied` (HTTP 403) unless this member may do this."""
    if not may(member, action):
        raise PermissionDenied(action)
