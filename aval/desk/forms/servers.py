"""A server by which a brand writes."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.desk.forms.processors import connected, name_processors
from aval.post.models import MailServer
from aval.post.providers import MADE
from aval.post.servers import seal_password


class ServerForm(forms.ModelForm):
    """Where the letters of a brand leave by, and at what pace. An empty password keeps the one we have."""

    secret = forms.CharField(
        label=_("Mot de passe, ou clé du prestataire"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Gardé chiffré ; la clé n’est pas dans la base. Vide : celui d’avant reste."),
    )

    class Meta:
        model = MailServer
        fields: ClassVar = [
            "provider",
            "host",
            "port",
            "security",
            "username",
            "processor",
            "ours",
            "connections",
            "per_second",
            "daily_cap",
            "warm_from",
            "warm_first",
            "bounce_address",
            "dkim_selector",
        ]
        widgets: ClassVar = {"warm_from": forms.DateInput(attrs={"type": "date"})}
        help_texts: ClassVar = {
            "provider": _(
                "Un prestataire joint par son interface, sous contrat ; vide : un serveur SMTP. Amazon SES s’emploie en SMTP."
            ),
            "host": _(
                "Le nom donné par votre fournisseur de messagerie. Pour un prestataire : vide, ou l’adresse de son interface en Europe."
            ),
            "username": _(
                "Mailjet : la clé publique ; Scaleway : le projet ; Mailgun : le domaine ; Brevo et Postmark : rien."
            ),
            "per_second": _("Vide : aussi vite que le serveur l’accepte."),
            "daily_cap": _("Vide : sans limite. Le plafond d’une boîte est celui de son serveur."),
            "warm_from": _("Une adresse ou un domaine neuf : la moitié en plus chaque jour, à partir de ce jour."),
            "bounce_address": _(
                "Une boîte qui accepte ce qui suit un « + » : chaque message y a son adresse de retour."
            ),
            "dkim_selector": _("Si votre fournisseur signe lui-même. Sinon Aval signe avec sa propre clé."),
        }

    field_order: ClassVar = ["provider", "host", "port", "security", "username", "secret"]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        name_processors(self)
        spoken = [
            ("", _("un serveur SMTP")),
            *((code, label) for code, label in MailServer.Provider.choices if code in MADE),
        ]
        self.fields["provider"].choices = spoken
        self.fields["secret"].widget.attrs["maxlength"] = 500

    def clean(self) -> dict[str, Any]:
        """Who comes back healthy comes back at once."""
        self.instance.rests_until, self.instance.rests_why = None, ""
        given = connected(self, super().clean() or {})
        if not given.get("provider") and not given.get("host"):
            self.add_error("host", _("Donnez le nom du serveur."))
        if given.get("provider") and given.get("host") and not str(given["host"]).startswith("https://"):
            self.add_error("host", _("L’adresse d’un prestataire commence par https://."))
        return given

    def keep(self) -> MailServer:
        """Keep the server and, when one was given, its new password, sealed."""
        server: MailServer = super().save(commit=False)
        if self.cleaned_data["secret"]:
            server.password = seal_password(self.cleaned_data["secret"], server.organisation_id)
        server.save()
        return server
