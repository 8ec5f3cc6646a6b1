"""Who may open an account: nobody by herself. Members are invited by an administrator."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoor(DefaultAccountAdapter):
    """allauth's door, with sign-up shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
