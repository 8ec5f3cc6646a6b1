"""The cast: people, not strangers. Every test tells a story about them.

Alix runs campaigns at Atelier Nord, Bruno works with her, Inès is its DPO, Ulysse its administrator.
Chloé runs Maison Sud, with a full life of its own: she must never see anything of Atelier Nord, nor they of hers.
Dominique is a finance director whom Alix may write to, and who objects.
"""

import hashlib
import itertools
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.utils.text import slugify

from aval.accounts.lessons import SUBJECTS
from aval.accounts.members import add_member
from aval.accounts.models import Brand, Member, Organisation, Role, Training
from aval.accounts.setup import declare_brand, set_up_organisation
from aval.accounts.training import law_of
from aval.campaigns.models import Assessment, Campaign, LetterTemplate, Offer
from aval.prospects.classification.emails import normalise_email
from aval.prospects.fingerprints import fingerprint
from aval.prospects.models import Company, ContactPoint, Import, Person, Provenance, Source, SupplierFile
from aval.prospects.objecting import object_to

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)  # a Monday; noon in Paris
TODAY = date(2026, 11, 23)
PASSWORD = "grand soleil sur la lande"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class House:
    """An organisation with its brand and its members."""

    organisation: Organisation
    brand: Brand
    members: dict[str, Member]


def make_house(*, legal_name: str, siren: str, domain: str, city: str, members: dict[str, Role]) -> House:
    """An organisation set up by the verbs people use, with members `name → role` at its own domain."""
    organisation, _ = set_up_organisation(
        at=NOON,
        legal_name=legal_name,
        siren=siren,
        postal_address=f"12 rue des Lilas, {city}",
        telephone="01 99 00 12 34",
        mailbox=f"contact@{domain}",
        dpo_name="Inès Ferrand",
        dpo_email=f"dpo@{domain}",
    )
    brand = declare_brand(organisation, name=legal_name, sender_email=f"bonjour@{domain}", at=NOON)
    made = {
        name: add_member(
            organisation,
            email=f"{name.lower()}@{domain}",
            role=role,
            password=PASSWORD,
            at=NOON,
            first_name=name.capitalize(),
        )
        for name, role in members.items()
    }
    Training.objects.bulk_create(
        Training(
            organisation=organisation,
            member=member,
            subject=subject,
            at=NOON,
            asked=1,
            until_on=TODAY.replace(year=2036),
            law=law_of(subject, TODAY),
            evidence=0,
        )
        for member in made.values()
        for subject in SUBJECTS
    )
    return House(organisation, brand, made)


@pytest.fixture
def atelier_nord(db: None) -> House:
    return make_house(
        legal_name="Atelier Nord",
        siren="000 000 018",
        domain="atelier-nord.example",
        city="59000 Lille",
        members={"alix": Role.SELLER, "bruno": Role.SELLER, "ines": Role.DPO, "ulysse": Role.ADMINISTRATOR},
    )


@pytest.fixture
def organisation(atelier_nord: House) -> Organisation:
    return atelier_nord.organisation


@pytest.fixture
def brand(atelier_nord: House) -> Brand:
    return atelier_nord.brand


@pytest.fixture
def alix(atelier_nord: House) -> Member:
    return atelier_nord.members["alix"]


@pytest.fixture
def bruno(atelier_nord: House) -> Member:
    return atelier_nord.members["bruno"]


@pytest.fixture
def ines(atelier_nord: House) -> Member:
    return atelier_nord.members["ines"]


@pytest.fixture
def administrator(atelier_nord: House) -> Member:
    return atelier_nord.members["ulysse"]


@pytest.fixture
def maison_sud(db: None) -> House:
    """Chloé's house, full: a bought source, people, an offer, a campaign, an objection."""
    house = make_house(
        legal_name="Maison Sud",
        siren="000 000 026",
        domain="maison-sud.example",
        city="13001 Marseille",
        members={"chloe": Role.ADMINISTRATOR},
    )
    source = make_source(house.organisation, code="fichier-secret-de-chloe", name="Fichier secret de Chloé")
    people = [
        make_person(
            source, email=f"{first}.{last}@chez-chloe.example", first_name=first.title(), last_name=last.title()
        )
        for first, last in (("yasmine", "garance"), ("octave", "lemoine"), ("rose", "delage"))
    ]
    offer = make_offer(house.brand, code="offre-secrete-de-chloe", name="Offre secrète de Chloé")
    make_campaign(offer, source, code="campagne-secrete-de-chloe", name="Campagne secrète de Chloé")
    make_import(source)
    address = people[0].contact_points.get()
    object_to(house.organisation, address, origin="spoken", heard_at=NOON, at=NOON, by=house.members["chloe"])
    return house


@pytest.fixture
def chloe(maison_sud: House) -> Member:
    return maison_sud.members["chloe"]


@pytest.fixture
def source(organisation: Organisation) -> Source:
    """Where Dominique comes from: a fair's file, handed over with its supplier file."""
    return make_source(organisation, code="salon-finance-2026", name="Salon Finance 2026, remis par Éditions Quai Sud")


@pytest.fixture
def dominique(source: Source) -> Person:
    """A finance director, known from the fair."""
    return make_person(
        source,
        email="dominique.vasseur@kermeur.example",
        first_name="Dominique",
        last_name="Vasseur",
        title="Directrice financière",
        company="Kermeur",
    )


@pytest.fixture
def offer(brand: Brand) -> Offer:
    """Payroll software, for finance and human resources, assessed."""
    return make_offer(brand)


def make_source(organisation: Organisation, *, code: str = "", supplier: bool = True, **facts: object) -> Source:
    """A bought source of this organisation, checked as law asks unless `supplier=False`; `facts` change its fields."""
    code = code or f"source-{next(_numbers)}"
    source = Source.objects.create(
        **{
            "organisation": organisation,
            "code": code,
            "name": f"Fichier {code}",
            "kind": Source.Kind.BOUGHT,
            "collection_mode": Source.Mode.INDIRECT,
            "basis": Source.Basis.LEGITIMATE_INTEREST,
            "address_origin": Source.AddressOrigin.SUPPLIED,
            "holder": "Éditions Quai Sud",
            "holder_siren": "000000034",
            "reference": "QS-2026-11",
            "collected_on": date(2026, 11, 3),
            "optout_offered": True,
            "notice_given_on": date(2026, 11, 3),
            "created_at": NOON,
            **facts,
        }
    )
    if supplier:
        make_supplier_file(source)
    return source


def make_supplier_file(source: Source, **facts: object) -> SupplierFile:
    """The supplier file of a source, complete and favourable; `facts` change its fields."""
    return SupplierFile.objects.create(
        **{
            "organisation": source.organisation,
            "source": source,
            "contract_reference": "QS-2026-11",
            "contract_on": date(2026, 10, 20),
            "lawful_collection_checked": True,
            "captures_seen": True,
            "partner_list_names_us": True,
            "partner_list_on": date(2026, 10, 1),
            "sample_size": 20,
            "sample_valid": 20,
            "audited_on": date(2026, 10, 25),
            **facts,
        }
    )


def make_person(
    source: Source,
    *,
    email: str = "",
    first_name: str = "Claude",
    last_name: str = "",
    title: str = "Directeur administratif et financier",
    company: str = "",
    recipient_kind: str = ContactPoint.RecipientKind.PRO_NOMINATIVE,
    **facts: object,
) -> Person:
    """Somebody of this source, classified, reachable by e-mail. `facts` change fields of `Person`."""
    number = next(_numbers)
    last_name = last_name or f"Durand{number}"
    email = email or f"{slugify(first_name)}.{slugify(last_name)}@societe{number}.example"
    normal = normalise_email(email).normal
    organisation = source.organisation
    name = company or f"Société {number}"
    employer, _ = Company.objects.get_or_create(
        organisation=organisation,
        key=name.lower(),
        defaults={"name": name, "legal_form": "5710", "domain": email.partition("@")[2]},
    )
    person = Person.objects.create(
        **{
            "organisation": organisation,
            "company": employer,
            "first_name": first_name,
            "last_name": last_name,
            "identity": fingerprint("identity", f"{first_name} {last_name} {name}".lower()),
            "title": title,
            "function": "finance",
            "seniority": "director",
            "function_confidence": 1.0,
            "function_why": "test",
            "function_observed_on": source.collected_on,
            "created_at": NOON,
            **facts,
        }
    )
    ContactPoint.objects.create(
        organisation=organisation,
        person=person,
        medium=ContactPoint.Medium.EMAIL,
        value=email,
        normal=normal,
        fingerprint=fingerprint("email", normal),
        recipient_kind=recipient_kind,
        address_kind="pro_nominative",
        confidence=1.0,
    )
    Provenance.objects.create(
        organisation=organisation, person=person, source=source, collected_on=source.collected_on, received_at=NOON
    )
    return person


def make_offer(brand: Brand, *, code: str = "", assessed: bool = True, **facts: object) -> Offer:
    """An offer with its signed, favourable assessment unless `assessed=False`; `facts` change its fields."""
    code = code or f"offre-{next(_numbers)}"
    offer = Offer.objects.create(
        **{
            "organisation": brand.organisation,
            "brand": brand,
            "code": code,
            "name": "Paie claire",
            "category": "logiciel-paie",
            "functions": ["finance", "rh"],
            "sectors": [],
            "reason": "vous tenez la paie ou les comptes, et notre logiciel y fait gagner deux jours par mois",
            "created_at": NOON,
            **facts,
        }
    )
    if assessed:
        Assessment.objects.create(
            organisation=brand.organisation,
            offer=offer,
            interest="Faire connaître un logiciel de paie.",
            necessity="Sans écrire, nul ne saurait qu’il existe ; une seule lettre suffit.",
            balance="Une lettre au travail, attendue d’un fournisseur de la fonction.",
            safeguards="Droit d’opposition en un clic, fréquence limitée.",
            outcome=Assessment.Outcome.FAVOURABLE,
            signed_on=date(2026, 11, 1),
            review_on=date(2027, 11, 1),
        )
    return offer


def make_campaign(offer: Offer, source: Source, *, code: str = "", **facts: object) -> Campaign:
    """A draft campaign with a letter in French."""
    campaign = Campaign.objects.create(
        **{
            "organisation": offer.organisation,
            "code": code or f"campagne-{next(_numbers)}",
            "name": "Rentrée de la paie",
            "offer": offer,
            "source": source,
            "created_at": NOON,
            **facts,
        }
    )
    LetterTemplate.objects.create(
        organisation=offer.organisation,
        campaign=campaign,
        language="fr",
        subject="Votre paie, deux jours de moins",
        body="Bonjour,\n\nPaie claire prépare vos bulletins. En parler dix minutes ?\n",
        updated_at=NOON,
    )
    return campaign


def make_import(source: Source, **facts: object) -> Import:
    """A finished import into this source."""
    return Import.objects.create(
        **{
            "organisation": source.organisation,
            "source": source,
            "filename": "liste.csv",
            "path": "liste.csv",
            "digest": hashlib.sha256(str(next(_numbers)).encode()).hexdigest(),
            "state": Import.State.DONE,
            "lines_total": 3,
            "lines_done": 3,
            "created": 3,
            "asked_at": NOON,
            "finished_at": NOON,
            **facts,
        }
    )
