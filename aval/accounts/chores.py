"""What the daily round is made of, in words; what each does is in `aval.console.daily`."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Chore, Organisation

LABELS = {
    "accesses": _("Fermer les accès dont le temps est passé"),
    "cases": _("Rappeler les demandes sans réponse"),
    "questions": _("Question de fin de conservation"),
    "month-end": _("Informer ou effacer avant la fin du mois"),
    "purge": _("Effacer ce qui est échu"),
    "files": _("Effacer les fichiers déposés et oubliés"),
    "unconfirmed": _("Effacer les envois jamais confirmés"),
    "domains": _("Vérifier les domaines d’envoi"),
    "behaviour": _("Oublier les visites qu’on ne veut plus voir suivies, recompter les scores"),
    "notices": _("Garder les textes d’information, compter qui attend le sien"),
    "signals": _("Relever les signaux faibles"),
    "inspection": _("Inspecter la base"),
    "returns": _("Vider les messages d’origine échus"),
    "head": _("Signer l’état du registre"),
}


def again(organisation: Organisation, name: str, day: date) -> None:
    """Have today's done again, by the next worker that looks; one under way goes on."""
    Chore.objects.of(organisation).filter(name=name, day=day, finished_at__isnull=False).delete()
