"""Who a line of a list is about: address, title, company. Pure functions over columns; no base, no clock."""

from aval.prospects.classification.addresses import ADDRESS_KINDS, RECIPIENT_KINDS, classify_addresses
from aval.prospects.classification.companies import NATURAL_PERSONS, classify_companies
from aval.prospects.classification.corrections import apply_corrections, title_subject, title_subjects
from aval.prospects.classification.emails import Normal, Refusal, normalise_email, normalise_emails
from aval.prospects.classification.phones import Phone, normalise_phone, normalise_phones
from aval.prospects.classification.titles import classify_titles, functions, seniorities
from aval.prospects.classification.wording import say, sector_name

__all__ = [
    "ADDRESS_KINDS",
    "NATURAL_PERSONS",
    "RECIPIENT_KINDS",
    "Normal",
    "Phone",
    "Refusal",
    "apply_corrections",
    "classify_addresses",
    "classify_companies",
    "classify_titles",
    "functions",
    "normalise_email",
    "normalise_emails",
    "normalise_phone",
    "normalise_phones",
    "say",
    "sector_name",
    "seniorities",
    "title_subject",
    "title_subjects",
]
