"""What this room knows of people, for segments."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Organisation
from aval.prospects.classification import functions, seniorities
from aval.prospects.classification.companies import section_names
from aval.prospects.criteria import Among, Criterion
from aval.prospects.departments import NAMES, beginnings
from aval.prospects.models import Consent, ContactPoint, Provenance, Relation, Source, Stage
from aval.prospects.relations import SALES

WORK, ORIGIN, TALK = _("Métier et société"), _("Provenance et adresses"), _("Relation")
CHANNELS = (("email", _("courriel")), ("sms", _("SMS")), ("voice_human", _("appel")), ("post", _("courrier")))
LAST = "\U0010ffff"


def _column(path: str) -> Among:
    def among(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
        return Q(**{f"{person}{path}__in": values})

    return among


def _begins(path: str, given: Sequence[str], person: str) -> Q:
    found = Q()
    for text in given:
        found |= Q(**{f"{person}{path}__gte": text, f"{person}{path}__lt": text + LAST})
    return found


def _naf(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    return _begins("company__naf", [value.upper().replace(" ", "") for value in values], person)


def _department(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    starts = [start for value in values for start in beginnings(value)]
    return _begins("company__postcode", starts, person) & Q(**{f"{person}company__country": "FR"})


def _city(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    spellings = {spelling for value in values for spelling in (value, value.title(), value.upper(), value.lower())}
    return Q(**{f"{person}company__city__in": sorted(spellings)})


def _source(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    theirs = Source.objects.of(organisation).filter(code__in=values).values("pk")
    return Q(Exists(Provenance.objects.filter(person=OuterRef(f"{person}pk"), source__in=theirs)))


def _collected(organisation: int, since: datetime, person: str) -> Q:
    return Q(Exists(Provenance.objects.filter(person=OuterRef(f"{person}pk"), collected_on__gte=localdate(since))))


def _kind(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    return Q(Exists(ContactPoint.objects.filter(person=OuterRef(f"{person}pk"), recipient_kind__in=values)))


def _medium(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    points = ContactPoint.objects.filter(person=OuterRef(f"{person}pk"), medium__in=values, unreachable_since=None)
    return Q(Exists(points))


def _stage(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    lasting = Stage.objects.of(organisation).filter(until=None)
    found = Q(**{f"{person}pk__in": lasting.filter(code__in=values).values("person")})
    if Stage.Code.PROSPECT in values:
        found |= ~Q(**{f"{person}pk__in": lasting.values("person")})
    return found


def _bought(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    sales = Relation.objects.of(organisation).filter(fact__in=SALES, happened_on__lte=localdate(at))
    sales = sales.exclude(pk__in=Relation.objects.of(organisation).filter(fact=Relation.Fact.MISTAKE).values("answers"))
    found = Q(**{f"{person}pk__in": sales.values("person")})
    return found if "yes" in values and "no" not in values else ~found if "yes" not in values else Q()


def _consent(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    given = Q(act=Consent.Act.CONFIRMED) | Q(act=Consent.Act.GIVEN, awaits_confirmation=False)
    acts = Consent.objects.of(organisation).filter(purpose=Consent.Purpose.PROSPECTING, channel__in=values)
    same = {name: OuterRef(name) for name in ("organisation", "fingerprint", "purpose", "channel")}
    later = Q(acted_at__gt=OuterRef("acted_at")) | Q(acted_at=OuterRef("acted_at"), pk__gt=OuterRef("pk"))
    taken_back = Consent.objects.filter(later, act=Consent.Act.WITHDRAWN, **same)
    return Q(**{f"{person}pk__in": acts.filter(given, ~Exists(taken_back), person__isnull=False).values("person")})


def _heard(organisation: int, since: datetime, person: str) -> Q:
    return Q(**{f"{person}last_contact_from_at__gte": since})


def _informed(organisation: int, values: Sequence[str], at: datetime, person: str) -> Q:
    told = Q(**{f"{person}informed_at__isnull": False})
    return told if "yes" in values and "no" not in values else ~told if "yes" not in values else Q()


def _speech() -> str:
    return get_language() or "fr"


def _yes_no(organisation: Organisation) -> Sequence[tuple[str, object]]:
    return (("yes", _("oui")), ("no", _("non")))


def _sources(organisation: Organisation) -> Sequence[tuple[str, str]]:
    return list(Source.objects.of(organisation).order_by(F("name")).values_list("code", "name"))


CRITERIA = (
    Criterion("function", _("Fonction"), WORK, "choice", _column("function"), choices=lambda _o: list(functions(_speech()).items())),
    Criterion("seniority", _("Niveau"), WORK, "choice", _column("seniority"), choices=lambda _o: list(seniorities(_speech()).items())),
    Criterion("sector", _("Secteur"), WORK, "choice", _column("company__sector"), choices=lambda _o: list(section_names(_speech()).items())),
    Criterion("naf", _("Code NAF"), WORK, "text", _naf, help=_("Le début suffit : 62, ou 62.01Z.")),
    Criterion("department", _("Département"), WORK, "choice", _department, choices=lambda _o: [(c, f"{c} {n}") for c, n in NAMES.items()]),
    Criterion("city", _("Ville"), WORK, "text", _city),
    Criterion("source", _("Liste"), ORIGIN, "choice", _source, choices=_sources, late=True),
    Criterion("collected", _("Recueillie depuis moins de"), ORIGIN, "days", since=_collected, late=True),
    Criterion("kind", _("Nature de l’adresse"), ORIGIN, "choice", _kind, choices=lambda _o: ContactPoint.RecipientKind.choices, late=True),
    Criterion("medium", _("Joignable par"), ORIGIN, "choice", _medium, choices=lambda _o: ContactPoint.Medium.choices, late=True),
    Criterion("informed", _("Informée de ses droits"), ORIGIN, "choice", _informed, choices=_yes_no),
    Criterion("stage", _("Étape"), TALK, "choice", _stage, choices=lambda _o: Stage.Code.choices, few=True),
    Criterion("bought", _("A déjà acheté chez nous"), TALK, "choice", _bought, choices=_yes_no, few=True),
    Criterion("consent", _("A donné son accord pour"), TALK, "choice", _consent, choices=lambda _o: CHANNELS, few=True),
    Criterion("heard", _("A donné signe depuis moins de"), TALK, "days", since=_heard),
)  # fmt: skip
