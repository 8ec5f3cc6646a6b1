"""Answering somebody, and the mailboxes answers come to."""

from datetime import datetime
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand, Member, Organisation
from aval.post.models import Mailbox, Return, Single
from aval.post.returns.answering import answer
from aval.post.returns.setting import set_mailbox
from aval.post.single import NotWritable


class AnswerForm(forms.Form):
    """What a member writes back."""

    subject = forms.CharField(label=_("Objet"), max_length=200)
    text = forms.CharField(
        label=_("Votre réponse"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Qui écrit et comment joindre la société sont ajoutés au bas du message."),
    )

    def send(self, row: Return, *, at: datetime, by: Member) -> Single | None:
        """Ask for it to be sent; nothing, with the reason beside the text, when nobody can be written to there."""
        try:
            return answer(row, subject=self.cleaned_data["subject"], text=self.cleaned_data["text"], at=at, by=by)
        except NotWritable:
            self.add_error("text", _("Personne ne peut être joint à cette adresse."))
            return None


class MailboxForm(forms.ModelForm):
    """Where the answers to a brand come. An empty password keeps the one we have."""

    secret = forms.CharField(
        label=_("Mot de passe"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Gardé chiffré ; la clé n’est pas dans la base. Vide : celui d’avant reste."),
    )

    class Meta:
        model = Mailbox
        fields: ClassVar = ["code", "brand", "kind", "host", "port", "security", "username", "folder"]
        help_texts: ClassVar = {
            "code": _("Un nom court, sans espace : « reponses », par exemple."),
            "port": _("993 pour IMAP, 995 pour POP3."),
        }

    field_order: ClassVar = ["code", "brand", "kind", "host", "port", "security", "username", "secret", "folder"]

    def __init__(self, *args: object, organisation: Organisation, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["brand"].queryset = Brand.objects.of(organisation)
        self.fields["brand"].empty_label = None
        self.fields["kind"].choices = [one for one in Mailbox.Kind.choices if one[0] != Mailbox.Kind.MAILDIR]
        self.fields["host"].required = True
        if self.instance.pk:
            self.fields["code"].disabled = True

    def keep(self, *, at: datetime, by: Member) -> Mailbox:
        """The mailbox as told, its password sealed."""
        told = {
            name: self.cleaned_data[name] for name in ("code", "kind", "host", "port", "security", "username", "folder")
        }
        return set_mailbox(self.cleaned_data["brand"], **told, password=self.cleaned_data["secret"], at=at, by=by)
