"""What may be done for a case, in words she reads, and why something may not, in words a member reads."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from aval.rights.models import CaseStep

ACTS: Mapping[str, tuple[str, str]] = {
    "restricted": ("Vos données ne servent plus à rien.", "Your data no longer serve anything."),
    "lifted": ("La limitation est levée.", "The restriction is lifted."),
    "corrected": ("Vos données ont été corrigées.", "Your data were corrected."),
    "erased": ("Vos données ont été effacées.", "Your data were erased."),
    "objected": ("Plus rien ne vous est envoyé.", "Nothing more is sent to you."),
    "filed": ("Votre fichier complet a été établi.", "Your complete file was made."),
    "source-suspended": (
        "La liste d’où venait votre adresse est suspendue.",
        "The list your address came from is suspended.",
    ),
    "told-recipients": (
        "Ceux à qui nous avions remis vos données sont avertis.",
        "Those who received your data are told.",
    ),
}


def say_acts(steps: Iterable[CaseStep], language: str) -> str:
    """What was done, a sentence an act, oldest first."""
    done = dict.fromkeys(step.act for step in steps if step.kind == CaseStep.Kind.DONE and step.act in ACTS)
    return " ".join(ACTS[act][language != "fr"] for act in done)


def say_refusal(code: str) -> str:
    """Why something may not be done with a case, to the member who tried."""
    return {
        "reasons": _("Écrivez les raisons, en une phrase au moins : elle les lira."),
        "absolute": _("Une opposition ne se refuse pas (art. 21(2) RGPD)."),
        "not-restricted": _("Ses données ne sont pas limitées : il n’y a rien à lever."),
        "ended": _("Cette demande a déjà sa réponse."),
        "never-asked": _(
            "On ne demande pas qui elle est pour cela : l’opposition, la plainte et la question n’en dépendent jamais."
        ),
        "doubted": _("Le délai est déjà suspendu : confirmez d’abord son identité."),
        "extended": _("Le délai a déjà été prolongé : il ne l’est qu’une fois."),
        "set-by-cnil": _("La CNIL a fixé ce délai : il ne se prolonge pas d’ici."),
        "too-late": _("Le premier délai est passé : une prolongation devait être dite avant (art. 12(3) RGPD)."),
        "not-erased": _("Effacez d’abord ses données : on ne dit pas qu’elles le sont avant."),
        "not-done": _("Faites d’abord ce qu’elle demande : on ne dit pas que c’est fait avant."),
        "proof": _("Dites ce qui prouve l’envoi : numéro du recommandé, à qui et quand cela fut dit."),
        "vague-source": _("Une source ne nomme personne : complétez son nom avant de répondre (art. 15(1)(g) RGPD)."),
        "no-doubt": _("Son identité n’est pas en doute."),
        "empty-note": _("Écrivez quelque chose."),
        "stranger": _("Ce membre n’est pas des vôtres."),
        "nobody": _("Nous ne détenons personne à ce nom : répondez que nous n’avons rien."),
        "unwritable": _("Aucun serveur ne porte de courriel à cette adresse : répondez par courrier ou de vive voix."),
    }.get(code, code)
