"""A server by which a brand writes."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from aval.desk.forms.processors import connected, name_processors
from aval.post.models import MailServer
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
            "host": _("Le nom donné par votre fournisseur de messagerie."),
            "per_second": _("Vide : aussi vite que le serveur l’accepte."),
            "daily_cap": _("Vide : sans limite. Le plafond d’une boîte est celui de son serveur."),
            "warm_from": _("Une adresse ou un domaine neuf : la moitié en plus chaque jour, à partir de ce jour."),
            "bounce_address": _(
                "Une boîte qui accepte ce qui suit un « + » : chaque message y a son adresse de retour."
            ),
            "dkim_selector": _("Si votre fournisseur signe lui-même. Sinon Aval signe avec sa propre clé."),
        }

    field_order: ClassVar = ["host", "port", "security", "username", "secret"]

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        name_processors(self)

    def clean(self) -> dict[str, Any]:
        """Who comes back healthy comes back at once."""
        self.instance.rests_until, self.instance.rests_why = None, ""
        return connected(self, super().clean() or {})

    def keep(self) -> MailServer:
        """Keep the server and, when one was given, its new password, sealed."""
        server: MailServer = super().save(commit=False)
        if self.cleaned_data["secret"]:
            server.password = seal_password(self.cleaned_data["secret"], server.organisation_id)
        server.save()
        return server
