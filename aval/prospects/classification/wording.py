"""Codes of this room put in words, French and English."""

from aval.prospects.classification.companies import official_forms, section_names
from aval.prospects.classification.reference import table


def say(code: str, language: str = "fr") -> str:
    """A reason in words: `legal-form-5710` is “catégorie juridique 5710 (SAS…)”. An unknown code is said as it is."""
    words = table("why.toml")
    if code in words:
        return str(words[code][language])
    stem, _, value = code.rpartition("-" if code.startswith("legal-form-") else ":")
    if stem not in words:
        return code
    if stem == "legal-form" and value in official_forms():
        value = f"{value} ({official_forms()[value]})"
    return str(words[stem][language]).format(value=value)


def sector_name(section: str, language: str = "fr") -> str:
    """The name of a section of NAF rev. 2."""
    return section_names(language)[section]
