"""The control file handed to an inspector: what a control asks for (law.md cnil-control), in French, beside the ledger.

Each document is a table or a text a browser or a spreadsheet opens; `index.html` says what each answers, how many lines it
holds, and what Aval cannot hold. Everything is read as it stands, streamed: memory does not grow with the base.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import IO

from allauth.mfa.models import Authenticator
from django.db.models import Count
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from aval.accountability.models import Breach
from aval.accountability.register import drift, last_version, register
from aval.accounts.models import Chore, Member, Organisation, Policy
from aval.calls.models import Call, CallList
from aval.calls.scripts import script_of
from aval.campaigns.models import Assessment, Campaign, LetterTemplate
from aval.clearance.models import Clearance
from aval.collection.models import FormVersion
from aval.evidence import Part
from aval.law.parameters import all_parameters
from aval.law.readings.page import shown
from aval.law.rulebook import in_force
from aval.post.models import Attempt
from aval.prospects.holdings import lifetimes
from aval.prospects.models import Consent, Export, Objection, Provenance, Source, SupplierFile
from aval.prospects.refusals import neutral
from aval.prospects.sources import FROM_SOMEBODY
from aval.rights.models import Case, Purge

OLDEST = 200  # rows of the extract of the base
SAMPLE = 200  # proofs of consent, the latest
Row = Sequence[object]


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its file, what an inspector asks, whether Aval holds it. `lines` counts what is inside."""

    name: str
    asked: str | Promise
    columns: tuple[str, ...]
    rows: Callable[[Organisation, datetime], Iterable[Row]]


def documents() -> tuple[Document, ...]:
    """Every table of the control file, in the order of a control."""
    return (
        Document("sources.csv", _("Origine des données, contrats et vérifications des fournisseurs"), ("code", "nom", "nature", "base", "collectee_le", "remis_par", "contrat", "contrat_du", "collecte_verifiee", "captures", "partenaires_du", "preuves_tirees", "preuves_valables", "verifie_le", "pays", "garantie", "suspendue_le"), _sources),
        Document("formulaires.csv", _("Formulaires, chaque version avec son texte et sa date"), ("formulaire", "publiee_le", "empreinte", "definition", "information"), _forms),
        Document("consentements.csv", _("Preuves de consentement, les dernières"), ("acte", "finalite", "canal", "porte", "quand", "version", "texte_lu"), _consents),
        Document("informations.csv", _("Informations données et lettres, avec leurs textes"), ("campagne", "langue", "objet", "texte", "modifiee_le"), _letters),
        Document("base-plus-anciens.csv", _("Extrait de la base : les lignes les plus anciennes"), ("personne", "source", "collectee_le", "informee_le", "dernier_signe_le"), _oldest),
        Document("conservation.csv", _("Durées de conservation et purges faites"), ("table", "jours", "raison"), _lifetimes),
        Document("purges.csv", _("Preuve des purges"), ("le", "etat", "personnes", "motifs", "lignes"), _purges),
        Document("oppositions.csv", _("Liste d’opposition, par mois et par porte"), ("mois", "porte", "oppositions"), _objections),
        Document("demandes.csv", _("Demandes et plaintes, échéances et réponses"), ("numero", "demande", "porte", "recue_le", "echeance", "reponse_le", "mode"), _cases),
        Document("scripts-appels.csv", _("Scripts d’appel et résultats"), ("liste", "script", "appels"), _scripts),
        Document("interets-legitimes.csv", _("Évaluations de l’intérêt légitime"), ("offre", "interet", "necessite", "balance", "garanties", "conclusion", "signee_le", "a_revoir_le"), _assessments),
        Document("campagnes.csv", _("Campagnes : messages remis et refusés"), ("campagne", "offre", "liste", "etat", "lancee_le", "remis", "refuses"), _campaigns),
        Document("decisions.csv", _("Décisions, par canal et par issue"), ("canal", "issue", "fondement", "decisions"), _decisions),
        Document("exports.csv", _("Listes sorties de la base"), ("le", "nature", "personnes", "colonnes", "par"), _exports),
        Document("violations.csv", _("Registre des violations, notifiées ou non"), ("titre", "connue_le", "notifiee_le", "personnes_informees_le", "ecartee_parce_que", "faits", "mesures"), _breaches),
        Document("acces.csv", _("Comptes, rôles et seconds facteurs"), ("compte", "role", "actif", "derniere_connexion", "second_facteur"), _members),
        Document("choix.csv", _("Choix laissés au responsable, datés"), ("choix", "valeur", "depuis"), _policies),
        Document("parametres.csv", _("Valeurs de la loi appliquées, avec leur source"), ("valeur", "en_vigueur", "source", "marque", "verifiee_le"), _parameters),
        Document("rondes.csv", _("Contrôles de nuit, et leurs échecs"), ("jour", "tache", "resultat", "echec"), _chores),
    )  # fmt: skip


def parts(organisation: Organisation, *, at: datetime) -> list[Part]:
    """What goes beside the ledger, each as it is written: an index, the register, the documents, the law of the day."""
    told = documents()
    counts: dict[str, int] = {}
    tables = [Part(f"pieces/{one.name}", partial(_write, one, organisation, at, counts)) for one in told]
    return [
        *tables,
        Part("pieces/registre.json", partial(_register, organisation, at)),
        Part("index.html", partial(_index, told, organisation, at, counts)),
    ]


def _write(one: Document, organisation: Organisation, at: datetime, counts: dict[str, int], file: IO[bytes]) -> None:
    with translation.override("fr"):
        file.write(_csv([one.columns]))
        count = 0
        for group in _groups(one.rows(organisation, at)):
            file.write(_csv(group))
            count += len(group)
    counts[one.name] = count


def _groups(rows: Iterable[Row], size: int = 1000) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        group.append(row)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def _csv(rows: Iterable[Row]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerows([neutral(_cell(cell)) for cell in row] for row in rows)
    return buffer.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _register(organisation: Organisation, at: datetime, file: IO[bytes]) -> None:
    last = last_version(organisation)
    told = {
        "signe": {"version": last.number, "le": last.signed_at.isoformat(), "contenu": last.content} if last else None,
        "reel": register(organisation, at=at),
    }
    file.write(json.dumps(told, ensure_ascii=False, indent=2).encode())


def _index(
    told: Sequence[Document], organisation: Organisation, at: datetime, counts: dict[str, int], file: IO[bytes]
) -> None:
    with translation.override("fr"):
        page = {
            "organisation": organisation,
            "at": at,
            "documents": [(one, counts.get(one.name, 0)) for one in told],
            "lacking": rehearse(organisation, at=at),
            "law": in_force(localdate(at)).digest,
        }
        file.write(render_to_string("accountability/index.html", page).encode())


def rehearse(organisation: Organisation, *, at: datetime) -> list[str]:
    """What an inspector would ask today and we would not have; empty when everything is there."""
    lacking = []
    if not last_version(organisation):
        lacking.append(str(_("Le registre n’a jamais été signé.")))
    elif drift(organisation, at=at):
        lacking.append(str(_("Le registre signé ne dit plus ce qui se fait.")))
    files = SupplierFile.objects.of(organisation).values("source")
    bare = Source.objects.of(organisation).filter(kind__in=FROM_SOMEBODY).exclude(pk__in=files)
    lacking += [str(_("Pas de dossier pour « %(name)s ».") % {"name": source.name}) for source in bare]
    if not Assessment.objects.of(organisation).exists():
        lacking.append(str(_("Aucune évaluation de l’intérêt légitime.")))
    if not Purge.objects.of(organisation).filter(state=Purge.State.DONE).exists():
        lacking.append(str(_("Aucune purge n’a encore été faite.")))
    lacking.append(
        str(_("Hors d’Aval : les comptes des trois derniers exercices, et la politique de sécurité écrite."))
    )
    return lacking


def _sources(ours: Organisation, at: datetime) -> Iterator[Row]:
    for one in Source.objects.of(ours).select_related("supplier_file").order_by("code").iterator():
        file = getattr(one, "supplier_file", None)
        told = (file.contract_reference, file.contract_on, file.lawful_collection_checked, file.captures_seen, file.partner_list_on, file.sample_size, file.sample_valid, file.audited_on, file.processing_country, file.safeguard) if file else ("",) * 10  # fmt: skip
        yield (one.code, one.name, one.get_kind_display(), one.get_basis_display(), one.collected_on, one.holder, *told, one.suspended_at)  # fmt: skip


def _forms(ours: Organisation, at: datetime) -> Iterator[Row]:
    for one in FormVersion.objects.of(ours).select_related("form").order_by("form", "number").iterator():
        yield (one.name, one.published_at, one.digest, one.definition, one.notice)


def _consents(ours: Organisation, at: datetime) -> Iterator[Row]:
    for one in Consent.objects.of(ours).order_by("-pk")[:SAMPLE]:
        yield (one.get_act_display(), one.get_purpose_display(), one.channel, one.get_door_display(), one.acted_at, one.version, one.wording)  # fmt: skip


def _letters(ours: Organisation, at: datetime) -> Iterator[Row]:
    for one in LetterTemplate.objects.of(ours).select_related("campaign").order_by("campaign", "language").iterator():
        yield (one.campaign.code, one.language, one.subject, one.body, one.updated_at)


def _oldest(ours: Organisation, at: datetime) -> Iterator[Row]:
    lines = Provenance.objects.of(ours).select_related("person", "source").order_by("collected_on", "pk")[:OLDEST]
    for one in lines:
        yield (
            one.person_id,
            one.source.code,
            one.collected_on,
            one.person.informed_at,
            one.person.last_contact_from_at,
        )


def _lifetimes(ours: Organisation, at: datetime) -> Iterator[Row]:
    for one in lifetimes():
        yield (one.label, one.days, one.because)


def _purges(ours: Organisation, at: datetime) -> Iterator[Row]:
    for one in Purge.objects.of(ours).order_by("-pk").iterator():
        yield (one.on, one.get_state_display(), one.people, one.reasons, one.dropped)


def _objections(ours: Organisation, at: datetime) -> Iterator[Row]:
    rows = (
        Objection.objects.of(ours).values("recorded_at__year", "recorded_at__month", "origin").annotate(n=Count("id"))
    )
    for one in rows.order_by("recorded_at__year", "recorded_at__month", "origin"):
        yield (f"{one['recorded_at__year']}-{one['recorded_at__month']:02}", one["origin"], one["n"])


def _cases(ours: Organisation, at: datetime) -> Iterator[Row]:
    for one in Case.objects.of(ours).select_related("answer").order_by("pk").iterator():
        sent = (one.answer.sent_at, one.answer.get_way_display()) if one.answer else ("", "")
        yield (one.pk, one.get_right_display(), one.get_door_display(), one.received_at, one.due_on, *sent)


def _scripts(ours: Organisation, at: datetime) -> Iterator[Row]:
    lists = CallList.objects.of(ours).select_related("offer__brand__organisation", "source").order_by("pk")
    for one in lists.iterator():
        lines = " / ".join(said.text for said in script_of(one, member="…", person=None))
        made = Call.objects.of(ours).filter(callee__call_list=one).values("outcome").annotate(n=Count("id"))
        yield (one.name, f"{lines} / {one.pitch}", {row["outcome"] or "open": row["n"] for row in made})


def _assessments(ours: Organisation, at: datetime) -> Iterator[Row]:
    for one in Assessment.objects.of(ours).select_related("offer").order_by("offer", "pk").iterator():
        yield (one.offer.code, one.interest, one.necessity, one.balance, one.safeguards, one.get_outcome_display(), one.signed_on, one.review_on)  # fmt: skip


def _campaigns(ours: Organisation, at: datetime) -> Iterator[Row]:
    rows = Campaign.objects.of(ours).select_related("offer", "source").order_by("pk")
    states = Attempt.objects.of(ours).values_list("campaign", "state").annotate(n=Count("id"))
    counted = {(campaign, state): count for campaign, state, count in states}
    for one in rows.iterator():
        told = (counted.get((one.pk, "sent"), 0), counted.get((one.pk, "refused"), 0))
        yield (one.name, one.offer.code, one.source.code, one.get_state_display(), one.launched_at, *told)


def _decisions(ours: Organisation, at: datetime) -> Iterator[Row]:
    rows = Clearance.objects.of(ours).values_list("channel", "verdict", "basis").annotate(n=Count("id"))
    yield from rows.order_by("channel", "verdict", "basis")


def _exports(ours: Organisation, at: datetime) -> Iterator[Row]:
    for one in Export.objects.of(ours).select_related("by").defer("people").order_by("pk").iterator():
        yield (one.at, one.get_what_display(), one.count, one.columns, one.by.email if one.by else "")


def _breaches(ours: Organisation, at: datetime) -> Iterator[Row]:
    for one in Breach.objects.of(ours).filter(drill=False).order_by("pk").iterator():
        yield (one.title, one.aware_at, one.notified_at, one.telling_at, one.waived_because, one.facts, one.measures)  # fmt: skip


def _members(ours: Organisation, at: datetime) -> Iterator[Row]:
    armed = set(Authenticator.objects.filter(user__organisation=ours).values_list("user", flat=True))
    for one in Member.objects.filter(organisation=ours).order_by("pk").iterator():
        yield (one.email, one.get_role_display(), one.is_active, one.last_login, one.pk in armed)


def _policies(ours: Organisation, at: datetime) -> Iterator[Row]:
    yield from Policy.objects.of(ours).order_by("code", "starts_on").values_list("code", "value", "starts_on")


def _parameters(ours: Organisation, at: datetime) -> Iterator[Row]:
    for one in all_parameters().values():
        yield (one.fr, shown(one.on(localdate(at)), "fr"), one.source, one.mark, one.last_checked)


def _chores(ours: Organisation, at: datetime) -> Iterator[Row]:
    yield from Chore.objects.of(ours).order_by("-day", "name").values_list("day", "name", "result", "error")
