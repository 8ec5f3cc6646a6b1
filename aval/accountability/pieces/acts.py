"""What was done: kept and purged, objected, asked, called, sent, decided, handed out, and what went wrong."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from aval.accountability.models import Breach
from aval.accountability.pieces.piece import Asked, Document, Row
from aval.accounts.models import Organisation
from aval.calls.models import Call, CallList
from aval.calls.scripts import script_of
from aval.campaigns.models import Assessment, Campaign
from aval.clearance.models import Clearance
from aval.post.models import Attempt
from aval.prospects.holdings import lifetimes
from aval.prospects.models import Export, Objection
from aval.rights.models import Case, Purge, Telling


def _lifetimes(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    for one in lifetimes():
        yield (one.label, one.days, one.because)


def _purges(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    for one in asked.within(Purge.objects.of(ours), "on").order_by("-pk").iterator():
        yield (one.on, one.get_state_display(), one.people, one.reasons, one.dropped)


def _objections(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(Objection.objects.of(ours), "recorded_at", person="person")
    counted = rows.values("recorded_at__year", "recorded_at__month", "origin").annotate(n=Count("id"))
    for one in counted.order_by("recorded_at__year", "recorded_at__month", "origin"):
        yield (f"{one['recorded_at__year']}-{one['recorded_at__month']:02}", one["origin"], one["n"])


def _cases(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(Case.objects.of(ours), "received_at", person="person").select_related("answer")
    for one in rows.order_by("pk").iterator():
        sent = (one.answer.sent_at, one.answer.get_way_display(), one.answer.text) if one.answer else ("", "", "")
        yield (one.pk, one.get_right_display(), one.get_door_display(), one.received_at, one.due_on, *sent)


def _tellings(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(Telling.objects.of(ours), "asked_at").select_related("recipient")
    for one in rows.order_by("pk").iterator():
        yield (one.recipient.name, one.get_act_display(), one.people, one.asked_at, one.due_on, one.told_at, one.proof)


def _scripts(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    lists = CallList.objects.of(ours).select_related("offer__brand__organisation", "source").order_by("pk")
    for one in lists.iterator():
        lines = " / ".join(said.text for said in script_of(one, member="…", person=None))
        made = asked.within(Call.objects.of(ours).filter(callee__call_list=one), "opened_at", person="person")
        counted = made.values("outcome").annotate(n=Count("id"))
        yield (one.name, f"{lines} / {one.pitch}", {row["outcome"] or "open": row["n"] for row in counted})


def _assessments(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    for one in Assessment.objects.of(ours).select_related("offer").order_by("offer", "pk").iterator():
        yield (one.offer.code, one.interest, one.necessity, one.balance, one.safeguards, one.get_outcome_display(), one.signed_on, one.review_on)  # fmt: skip


def _campaigns(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = Campaign.objects.of(ours).select_related("offer", "source").order_by("pk")
    attempts = asked.within(Attempt.objects.of(ours), "handed_at", person="person")
    states = attempts.order_by().values_list("campaign", "state").annotate(n=Count("id"))
    counted = {(campaign, state): count for campaign, state, count in states}
    for one in rows.iterator():
        told = (counted.get((one.pk, "sent"), 0), counted.get((one.pk, "refused"), 0))
        yield (one.name, one.offer.code, one.source.code, one.get_state_display(), one.launched_at, *told)


def _decisions(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(Clearance.objects.of(ours), "decided_at", person="person")
    counted = rows.values_list("channel", "verdict", "basis").annotate(n=Count("id"))
    yield from counted.order_by("channel", "verdict", "basis")


def _exports(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(Export.objects.of(ours), "at").select_related("by").defer("people")
    for one in rows.order_by("pk").iterator():
        yield (one.at, one.get_what_display(), one.count, one.columns, one.by.email if one.by else "")


def _breaches(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(Breach.objects.of(ours).filter(drill=False), "aware_at")
    for one in rows.order_by("pk").iterator():
        yield (one.title, one.aware_at, one.notified_at, one.telling_at, one.waived_because, one.facts, one.measures)


DOCUMENTS = (
    Document("conservation.csv", _("Durées de conservation et purges faites"), ("table", "jours", "raison"), _lifetimes),
    Document("purges.csv", _("Preuve des purges"), ("le", "etat", "personnes", "motifs", "lignes"), _purges),
    Document("oppositions.csv", _("Liste d’opposition, par mois et par porte"), ("mois", "porte", "oppositions"), _objections),
    Document("demandes.csv", _("Demandes et plaintes, échéances et réponses"), ("numero", "demande", "porte", "recue_le", "echeance", "reponse_le", "mode", "texte"), _cases),
    Document("destinataires-avertis.csv", _("Destinataires avertis des effacements et rectifications"), ("destinataire", "acte", "personnes", "demande_le", "echeance", "averti_le", "preuve"), _tellings),
    Document("scripts-appels.csv", _("Scripts d’appel et résultats ; aucun appel n’est enregistré"), ("liste", "script", "appels"), _scripts),
    Document("interets-legitimes.csv", _("Évaluations de l’intérêt légitime"), ("offre", "interet", "necessite", "balance", "garanties", "conclusion", "signee_le", "a_revoir_le"), _assessments),
    Document("campagnes.csv", _("Campagnes : messages remis et refusés"), ("campagne", "offre", "liste", "etat", "lancee_le", "remis", "refuses"), _campaigns),
    Document("decisions.csv", _("Décisions, par canal et par issue"), ("canal", "issue", "fondement", "decisions"), _decisions),
    Document("exports.csv", _("Listes sorties de la base"), ("le", "nature", "personnes", "colonnes", "par"), _exports),
    Document("violations.csv", _("Registre des violations, notifiées ou non"), ("titre", "connue_le", "notifiee_le", "personnes_informees_le", "ecartee_parce_que", "faits", "mesures"), _breaches),
)  # fmt: skip
