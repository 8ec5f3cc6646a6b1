"""Who has answered the questions before writing or calling. They are answered at the desk, by the member herself."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from aval.accounts.models import Training
from aval.accounts.permissions import Action
from aval.api.keys import needs
from aval.api.pages import Page, Slice, page

router = Router(tags=["training"])


class TrainingShown(Schema):
    """One try: how many questions, which lessons were missed, until when it holds (nothing when it was failed)."""

    id: int
    member: Annotated[str, Field(alias="member.email")]
    subject: str
    at: datetime
    asked: int
    wrong: list[str]
    until_on: date | None


@router.get("", response=Page[TrainingShown])
@needs("read", Action.READ_REGISTER)
def list_training(request: HttpRequest, cut: Slice) -> Any:
    """The register of training, newest first."""
    return page(Training.objects.of(request.organisation).select_related("member"), cut)
