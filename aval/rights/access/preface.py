"""What the file says before the data (art. 15(1) GDPR): who we are, why, on which basis, from whom, to whom, until when."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from aval.accounts.models import Organisation
from aval.clearance.keeping import kept_until
from aval.clearance.wording import say
from aval.prospects.models import Person, Provenance
from aval.prospects.sources import names_somebody
from aval.rights.models import Recipient
from aval.rights.standing import paris

HOME = "FR"


@dataclass(frozen=True, slots=True)
class Origin:
    """One source of her data: `named` says whether it would tell her who had them."""

    code: str
    name: str
    said: str
    basis: str
    collected_on: date
    named: bool
    country: str


@dataclass(frozen=True, slots=True)
class Preface:
    """The answers of article 15(1) and (2), as (question, answers)."""

    organisation: Organisation
    name: str
    origins: tuple[Origin, ...]
    kept_until: date | None
    answers: tuple[tuple[str, tuple[str, ...]], ...]


def preface_of(person: Person, at: datetime, language: str) -> Preface:
    """What is said of this person's data as a whole, in the active language."""
    provenances = list(
        Provenance.objects.filter(person=person).select_related("source__supplier_file").order_by("received_at", "pk")
    )
    origins = tuple(_origin(provenance, language) for provenance in provenances)
    heard = person.last_contact_from_at
    last = max((one.collected_on for one in provenances), default=None)
    until = kept_until(last, paris(heard) if heard else None, on=paris(at)) if last else None
    name = f"{person.first_name} {person.last_name}".strip()
    organisation = person.organisation
    return Preface(organisation, name, origins, until, tuple(_answers(organisation, origins, until, paris(at))))


def _origin(provenance: Provenance, language: str) -> Origin:
    source = provenance.source
    supplier = getattr(source, "supplier_file", None)
    given_by = source.holder and source.holder not in source.name
    siren = f" (SIREN {source.holder_siren})" if source.holder_siren else ""
    by = _(", remis par %(holder)s") % {"holder": f"{source.holder}{siren}"} if given_by else siren
    return Origin(
        code=source.code,
        name=source.name,
        said=f"{source.name}{by} · {source.get_kind_display()}",
        basis=say_basis(source.basis, language),
        collected_on=provenance.collected_on,
        named=names_somebody(source.name, source.kind, source.holder),
        country=supplier.processing_country if supplier else HOME,
    )


def say_basis(basis: str, language: str) -> str:
    """The legal basis of a source, by its name."""
    try:
        return say(basis.replace("_", "-"), language).label
    except KeyError:
        return dict(_bases()).get(basis, basis)


def _bases() -> tuple[tuple[str, str], ...]:
    return (
        ("consent", _("votre consentement (art. 6(1)(a) RGPD)")),
        ("soft_opt_in", _("vous êtes notre client, pour des produits analogues (art. L34-5 CPCE)")),
        ("legitimate_interest", _("notre intérêt légitime à prospecter entre professionnels (art. 6(1)(f) RGPD)")),
    )


def _answers(
    organisation: Organisation, origins: tuple[Origin, ...], until: date | None, on: date
) -> "list[tuple[str, tuple[str, ...]]]":
    recipients = Recipient.objects.of(organisation).filter(Q(until=None) | Q(until__gte=on)).order_by("name")
    told = [f"{one.name} ({one.get_kind_display()})" for one in recipients]
    abroad = sorted({origin.country for origin in origins} - {HOME})
    return [
        (_("Pourquoi nous les traitons"), (_("Proposer nos produits et services à des professionnels, et prouver que nous l’avons fait dans les règles."),)),
        (_("Sur quelle base"), tuple(dict.fromkeys(origin.basis for origin in origins))),
        (_("D’où nous les tenons"), tuple(dict.fromkeys(origin.said for origin in origins)) or (_("Vous nous avez écrit la première : rien ne nous vient d’ailleurs."),)),
        (_("À qui elles ont été remises"), (*(told or [_("Aucun destinataire extérieur n’est déclaré à ce jour.")]),)),
        (_("Hors de France"), (_("Traitées par un fournisseur dans : %(countries)s.") % {"countries": ", ".join(abroad)} if abroad else _("Non."),)),
        (_("Jusqu’à quand"), (_kept(until),)),
        (_("Décision automatique, profil"), (_("Un programme vérifie, avant chaque contact, que la loi le permet : chaque décision est ci-dessous avec ses raisons. Il n’en prend aucune qui ait des effets juridiques pour vous. Une note ou un comportement enregistré, s’il y en a, figure ci-dessous avec le reste."),)),
        (_("Vos droits"), (_("Corriger, effacer, limiter, recevoir, vous opposer à tout moment et sans motif. Écrivez-nous, téléphonez, ou passez par votre page : aucune pièce d’identité ne vous est demandée par principe."),)),
        (_("Vous plaindre"), (_("À nous d’abord si vous voulez, à la CNIL quand vous voulez : www.cnil.fr/fr/plaintes, ou 3 place de Fontenoy, TSA 80715, 75334 Paris Cedex 07."),)),
    ]  # fmt: skip


def _kept(until: date | None) -> str:
    if until is None:
        return _("Le temps de répondre à votre demande et d’en garder la preuve.")
    day = until.strftime("%d/%m/%Y")
    return _("Sans signe de vous, nous cessons de les utiliser le %(day)s. Votre opposition, elle, est gardée sans terme sous une empreinte illisible.") % {"day": day}  # fmt: skip
