"""The questions of a subject, one a lesson."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from aval.accounts.models import Member, Training
from aval.accounts.training import answer, draw


class QuestionsForm(forms.Form):
    """The questions now drawn for this member; the choices are numbered as the lesson wrote them."""

    def __init__(self, *args: Any, member: Member, subject: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member, self.subject = member, subject
        self.drawn = draw(member, subject, language)
        for code, question in self.drawn:
            self.fields[code] = forms.TypedChoiceField(
                label=question.asks,
                choices=list(enumerate(question.choices)),
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choisissez une réponse.")},
            )

    def mark(self, *, at: datetime) -> tuple[Training, list[tuple[str, str, str]]]:
        """Keep the answers; and of each wrong one: its lesson, what was asked, why the right answer is right."""
        done = answer(self.member, self.subject, [self.cleaned_data[code] for code, _one in self.drawn], at=at)
        return done, [(code, one.asks, one.because) for code, one in self.drawn if code in done.wrong]
