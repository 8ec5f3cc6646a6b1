"""What each table and each column is called in a file written to her; a test fails on one without a name."""

from collections.abc import Mapping

from django.db.models import Field
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from aval.prospects.holdings import Holding

TITLES: Mapping[str, Promise] = {
    "prospects.person": _("Qui vous êtes"),
    "prospects.contactpoint": _("Vos adresses et numéros"),
    "prospects.company": _("Votre employeur"),
    "prospects.provenance": _("D’où nous vous connaissons"),
    "prospects.correction": _("Ce qu’un membre a corrigé"),
    "prospects.objection": _("Vos oppositions"),
    "prospects.consent": _("Vos consentements, refus et retraits"),
    "prospects.silence": _("Pourquoi nous nous taisons pour un temps"),
    "prospects.relation": _("Ce que vous avez acheté ou signé chez nous"),
    "prospects.stage": _("Où en est notre conversation"),
    "prospects.refusedline": _("Lignes de fichiers que nous avons refusées"),
    "evidence.entry": _("Notre registre de preuves, à votre sujet"),
    "clearance.clearance": _("Nos décisions de vous contacter ou non"),
    "clearance.askedabout": _("Décisions demandées par un programme"),
    "clearance.humandecision": _("Cas vous concernant, tranchés par un membre"),
    "post.attempt": _("Messages qui vous ont été adressés"),
    "post.single": _("Réponses et messages de service"),
    "post.text": _("SMS qui vous ont été adressés"),
    "post.missive": _("Courriers et messages privés qui vous ont été adressés"),
    "post.return": _("Ce qui nous est revenu de vous ou de votre adresse"),
    "portal.ask": _("Demandes de lien vers votre page, le temps d’y répondre"),
    "portal.opening": _("Liens envoyés à votre adresse, un jour"),
    "post.sandboxmessage": _("Copies d’essai, jamais parties"),
    "collection.submission": _("Ce que vous avez envoyé par un formulaire"),
    "collection.behaviour": _("Ce que vous avez vu, pris, ouvert ou suivi, avec votre accord"),
    "collection.visitor": _("Navigateurs où vous avez accepté le suivi des visites"),
    "collection.score": _("Votre score, et ce qui le fait"),
    "calls.callee": _("Listes d’appels où vous figurez"),
    "calls.call": _("Appels et notes"),
    "accountability.affected": _("Violations de données qui vous ont touchée"),
    "api.answer": _("Réponses faites à une machine à votre sujet"),
    "rights.case": _("Vos demandes"),
    "rights.casestep": _("Ce que nous en avons fait"),
    "rights.answer": _("Ce que nous vous avons répondu"),
}
LABELS: Mapping[str, Promise] = {
    "acted_at": _("le"),
    "allow": _("accepté"),
    "act": _("acte"),
    "address": _("adresse"),
    "asked_at": _("demandé le"),
    "asking": _("question posée"),
    "asked_on": _("demandée le"),
    "at": _("le"),
    "basis": _("base légale"),
    "brand": _("marque"),
    "breach": _("ce qui s’est passé"),
    "call_list": _("liste d’appels"),
    "campaign": _("campagne"),
    "channel": _("moyen de contact"),
    "city": _("ville"),
    "civility": _("civilité"),
    "collected_on": _("recueillies le"),
    "consent_at": _("consentement donné le"),
    "consent_wording": _("texte du consentement"),
    "content": _("contenu"),
    "country": _("pays"),
    "created_at": _("connue depuis le"),
    "decided_at": _("décidé le"),
    "door": _("par"),
    "facts": _("sur quels faits"),
    "field": _("donnée"),
    "finding": _("point à trancher"),
    "findings": _("pour quelles raisons"),
    "function_why": _("pourquoi cette fonction"),
    "handed_at": _("remis le"),
    "heard_at": _("entendue le"),
    "kind": _("nature"),
    "language": _("langue"),
    "made_at": _("fait le"),
    "medium": _("moyen"),
    "meeting_at": _("rendez-vous le"),
    "sent_at": _("parti le"),
    "returned_why": _("pourquoi il est revenu"),
    "message_id": _("numéro du message"),
    "message_type": _("nature du message"),
    "not_before": _("pas avant le"),
    "note": _("note"),
    "offer_code": _("offre"),
    "opened_at": _("commencé le"),
    "origin": _("par"),
    "outcome": _("résultat"),
    "payload": _("détail"),
    "place": _("place dans la question"),
    "published_at_url": _("publiée à l’adresse"),
    "published_on": _("publiée le"),
    "reason": _("raison"),
    "received_at": _("reçu le"),
    "recipient_kind": _("catégorie d’adresse"),
    "recorded_at": _("enregistré le"),
    "said": _("ce qui a été dit"),
    "server": _("remis au serveur"),
    "source": _("source"),
    "state": _("ce qu’il est devenu"),
    "stop": _("avec un arrêt demandé"),
    "subject": _("objet"),
    "tries": _("essais"),
    "unreachable_since": _("n’existe plus depuis"),
    "used_at": _("message remis le"),
    "value": _("valeur"),
    "verdict": _("décision"),
    "why": _("pourquoi cette catégorie"),
    "kinds": _("données touchées"),
    "told_at": _("informée le"),
    "way": _("par"),
}


def title_of(holding: Holding) -> str:
    """What a table is called to her; its name for us where nobody gave it another."""
    return str(TITLES.get(holding.model._meta.label_lower, holding.label))  # noqa: SLF001  so Django calls it


def label_of(field: Field) -> str:
    """What a column is called; by the name of its field where nobody gave it another."""
    named = isinstance(field.verbose_name, Promise)
    return capfirst(str(field.verbose_name if named else LABELS.get(field.name, field.name.replace("_", " "))))


def is_labelled(field: Field) -> bool:
    """Whether somebody gave this column a name people read."""
    return isinstance(field.verbose_name, Promise) or field.name in LABELS
