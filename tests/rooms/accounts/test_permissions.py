"""Who may, who may not: one cell of the table, one test."""

import pytest
from django.core.exceptions import PermissionDenied

from aval.accounts.models import Member, Role
from aval.accounts.permissions import MAY, Action, may, require

EVERYONE, NOBODY = set(Role), set()
EXPECTED = {
    Action.DECLARE_SOURCE: {Role.SELLER, Role.MANAGER},
    Action.CHECK_SUPPLIER: {Role.MANAGER, Role.DPO},
    Action.IMPORT: {Role.SELLER, Role.MANAGER},
    Action.BUILD_FORM: {Role.SELLER, Role.MANAGER},
    Action.CORRECT: {Role.SELLER, Role.MANAGER, Role.DPO},
    Action.DESCRIBE_OFFER: {Role.SELLER, Role.MANAGER},
    Action.SIGN_ASSESSMENT: {Role.MANAGER, Role.DPO},
    Action.KEEP_SEGMENT: {Role.SELLER, Role.MANAGER, Role.DPO},
    Action.MOVE_STAGE: {Role.SELLER, Role.MANAGER},
    Action.SCREEN: {Role.SELLER, Role.MANAGER, Role.DPO},
    Action.SETTLE_REVIEW: {Role.MANAGER, Role.DPO},
    Action.WRITE_LETTER: {Role.SELLER, Role.MANAGER},
    Action.LAUNCH: {Role.SELLER, Role.MANAGER},
    Action.PAUSE: {Role.SELLER, Role.MANAGER, Role.DPO},
    Action.SORT_REPLY: {Role.SELLER, Role.MANAGER, Role.DPO},
    Action.RECORD_OBJECTION: {Role.SELLER, Role.MANAGER, Role.DPO},
    Action.CALL: {Role.SELLER, Role.MANAGER},
    Action.DO_TASK: {Role.SELLER, Role.MANAGER},
    Action.FREE_LINE: {Role.MANAGER},
    Action.OPEN_CASE: {Role.SELLER, Role.MANAGER, Role.DPO},
    Action.ANSWER_CASE: {Role.MANAGER, Role.DPO},
    Action.ERASE: {Role.MANAGER, Role.DPO},
    Action.KEEP_IN_TIME: {Role.MANAGER, Role.DPO},
    Action.DECLARE_BREACH: {Role.SELLER, Role.MANAGER, Role.DPO},
    Action.HANDLE_BREACH: {Role.MANAGER, Role.DPO},
    Action.READ_REGISTER: {Role.MANAGER, Role.DPO, Role.AUDITOR},
    Action.SIGN_REGISTER: {Role.DPO},
    Action.INSPECT: {Role.MANAGER, Role.DPO, Role.AUDITOR},
    Action.SANCTION: {Role.MANAGER, Role.DPO},
    Action.EXPORT: {Role.MANAGER, Role.DPO, Role.AUDITOR},
    Action.READ_LEDGER: {Role.MANAGER, Role.DPO, Role.AUDITOR},
    Action.SET_POLICY: {Role.DPO},
    Action.DECLARE_PROCESSOR: {Role.MANAGER, Role.DPO},
    Action.SET_UP: NOBODY,
    Action.INVITE: NOBODY,
}


def test_every_action_and_every_role_is_in_the_table() -> None:
    assert set(EXPECTED) == set(Action)
    assert set(MAY) == set(Role)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("role", list(Role))
def test_those_who_may_and_those_who_may_not(role: Role, action: Action) -> None:
    member = Member(role=role)
    allowed = role == Role.ADMINISTRATOR or role in EXPECTED[action]
    assert may(member, action) is allowed
    if allowed:
        require(member, action)
    else:
        with pytest.raises(PermissionDenied):
            require(member, action)


@pytest.mark.parametrize("role", list(Role))
def test_who_has_left_may_do_nothing(role: Role) -> None:
    assert not any(may(Member(role=role, is_active=False), action) for action in Action)
