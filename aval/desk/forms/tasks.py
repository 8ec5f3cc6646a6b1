"""Something to do by a day, and what came of it."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member, Organisation
from aval.campaigns.models import Task
from aval.campaigns.tasks import LONGEST_NOTE, change_task, close_task, open_task
from aval.desk.forms.refusals import blame
from aval.prospects.models import Person


class TaskForm(forms.Form):
    """Something a member writes down by hand."""

    kind = forms.ChoiceField(label=_("Nature"), choices=Task.Kind, initial=Task.Kind.FREE)
    what = forms.CharField(
        label=_("À faire"), max_length=300, help_text=_("Des faits : la personne pourra lire ce que vous écrivez.")
    )
    due_on = forms.DateField(label=_("Pour le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    owner = forms.ModelChoiceField(
        Member.objects.none(), label=_("Qui s’en charge"), required=False, empty_label=_("n’importe qui")
    )

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*given, **named)
        self.organisation = organisation
        self.fields["owner"].queryset = members_of(organisation)
        self.fields["owner"].label_from_instance = name_member

    def open(self, *, person: Person | None, by: Member, at: datetime) -> Task | None:
        """The task; nothing, with the reasons beside the fields, when it cannot be kept."""
        try:
            return open_task(self.organisation, person=person, by=by, at=at, **self.cleaned_data)
        except ValidationError as refusal:
            blame(self, refusal)
            return None


class TaskDoneForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("Qu’a-t-elle donné ?"), choices=Task.Outcome)
    note = forms.CharField(label=_("Note"), required=False, max_length=LONGEST_NOTE)

    def close(self, task: Task, *, by: Member, at: datetime) -> None:
        """Raises `NotOpen`."""
        close_task(task, by=by, at=at, **self.cleaned_data)


class TaskLaterForm(forms.Form):
    """Another day, another member."""

    due_on = forms.DateField(label=_("Pour le"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    owner = forms.ModelChoiceField(
        Member.objects.none(), label=_("Qui s’en charge"), required=False, empty_label=_("n’importe qui")
    )

    def __init__(self, *given: Any, organisation: Organisation, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["owner"].queryset = members_of(organisation)
        self.fields["owner"].label_from_instance = name_member

    def change(self, task: Task, *, by: Member, at: datetime) -> None:
        """Raises `NotOpen`."""
        change_task(task, by=by, at=at, **self.cleaned_data)


def members_of(organisation: Organisation) -> Any:
    """Those who can still sign in."""
    return organisation.members.filter(is_active=True).order_by("email")


def name_member(member: Member) -> str:
    """Her first name and her address."""
    return f"{member.first_name} · {member.email}" if member.first_name else member.email
