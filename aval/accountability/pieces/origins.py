"""Where people come from, what they were shown and told, what they agreed to."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from aval.accountability.pieces.piece import Asked, Document, Row
from aval.accounts.models import Organisation
from aval.campaigns.models import LetterTemplate
from aval.collection.models import FormVersion
from aval.prospects.models import Capture, Consent, PartnerList, Provenance, Rental, Sample, Source
from aval.rights.models import Notice

OLDEST = 200  # rows of the extract of the base
SAMPLE = 200  # proofs of consent, the latest; those of complainants, all


def _sources(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    for one in Source.objects.of(ours).select_related("supplier_file").order_by("code").iterator():
        file = getattr(one, "supplier_file", None)
        told = (file.contract_reference, file.contract_on, file.lawful_collection_checked, file.captures_seen, file.partner_list_on, file.sample_size, file.sample_valid, file.audited_on, file.processing_country, file.safeguard) if file else ("",) * 10  # fmt: skip
        yield (one.code, one.name, one.get_kind_display(), one.get_basis_display(), one.collected_on, one.holder, *told, one.suspended_at)  # fmt: skip


def _captures(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(Capture.objects.of(ours), "audited_at").select_related("source")
    for one in rows.order_by("source", "site", "from_on").iterator():
        yield (one.source.code, one.site, one.from_on, one.until_on, one.get_verdict_display(), one.digest, one.page)


def _partners(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    for one in PartnerList.objects.of(ours).select_related("source").order_by("source", "dated_on").iterator():
        yield (one.source.code, one.dated_on, one.line is not None, one.digest, one.text)


def _samples(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(Sample.objects.of(ours), "drawn_at").select_related("source")
    for one in rows.order_by("pk").iterator():
        yield (one.source.code, one.drawn_at, one.seed, one.population, len(one.lines), one.valid, one.problems)


def _rentals(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    for one in asked.within(Rental.objects.of(ours), "sent_on").select_related("source").order_by("pk").iterator():
        yield (one.source.code, one.sent_on, one.recipients, one.names_us, one.objections, one.message)


def _forms(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(FormVersion.objects.of(ours), "published_at").select_related("form")
    for one in rows.order_by("form", "number").iterator():
        yield (one.name, one.published_at, one.digest, one.definition, one.notice, one.picture)


def _consents(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(Consent.objects.of(ours), "acted_at", person="person").order_by("-pk")
    for one in rows.iterator() if asked.complainants else rows[:SAMPLE]:
        yield (one.person_id, one.get_act_display(), one.get_purpose_display(), one.channel, one.get_door_display(), one.acted_at, one.version, one.wording)  # fmt: skip


def _notices(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    for one in asked.within(Notice.objects.of(ours), "said_from").select_related("source").order_by("pk").iterator():
        yield (one.source.code, one.language, one.said_from, one.digest, one.title, one.sections)


def _letters(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(LetterTemplate.objects.of(ours), "updated_at").select_related("campaign")
    for one in rows.order_by("campaign", "language").iterator():
        yield (one.campaign.code, one.language, one.subject, one.body, one.updated_at)


def _oldest(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    lines = asked.within(Provenance.objects.of(ours), "collected_on", person="person").select_related(
        "person", "source"
    )
    for one in lines.order_by("collected_on", "pk")[:OLDEST]:
        her = one.person
        yield (one.person_id, one.source.code, one.collected_on, her.informed_at, her.last_contact_from_at)


DOCUMENTS = (
    Document("sources.csv", _("Origine des données, contrats et vérifications des fournisseurs"), ("code", "nom", "nature", "base", "collectee_le", "remis_par", "contrat", "contrat_du", "collecte_verifiee", "captures", "partenaires_du", "preuves_tirees", "preuves_valables", "verifie_le", "pays", "garantie", "suspendue_le"), _sources),
    Document("captures.csv", _("Formulaires des fournisseurs, tels que vus et audités"), ("liste", "site", "du", "au", "verdict", "empreinte", "page"), _captures),
    Document("partenaires.csv", _("Listes de partenaires des fournisseurs"), ("liste", "datee_du", "nous_nomme", "empreinte", "texte"), _partners),
    Document("tirages.csv", _("Preuves tirées au sort chez les fournisseurs"), ("liste", "tire_le", "graine", "population", "lignes", "valables", "defauts"), _samples),
    Document("locations.csv", _("Campagnes envoyées par un loueur"), ("liste", "le", "destinataires", "nous_nomme", "oppositions", "message"), _rentals),
    Document("formulaires.csv", _("Formulaires, chaque version avec son texte, sa page et sa date"), ("formulaire", "publiee_le", "empreinte", "definition", "information", "page"), _forms),
    Document("consentements.csv", _("Preuves de consentement, les dernières ou celles des plaignants"), ("personne", "acte", "finalite", "canal", "porte", "quand", "version", "texte_lu"), _consents),
    Document("informations.csv", _("Textes d’information, chaque version avec sa date"), ("liste", "langue", "depuis", "empreinte", "titre", "texte"), _notices),
    Document("lettres.csv", _("Lettres des campagnes"), ("campagne", "langue", "objet", "texte", "modifiee_le"), _letters),
    Document("base-plus-anciens.csv", _("Extrait de la base : les lignes les plus anciennes"), ("personne", "source", "collectee_le", "informee_le", "dernier_signe_le"), _oldest),
)  # fmt: skip
