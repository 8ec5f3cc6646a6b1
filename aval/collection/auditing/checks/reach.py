"""What could not be read, and is said: a form drawn by a script, in another page, or cut."""

import re
from collections.abc import Iterator

from aval.collection.auditing.page import Page
from aval.collection.auditing.report import Fault

BUILDERS = re.compile(
    r"hsforms|hbspt\.forms|typeform|jotform|forms\.gle|docs\.google\.com/forms|mailchimp|list-manage|formstack|tally\.so|airtable|sibforms|brevo|getresponse|activehosted|paperform|cognitoforms|wufoo|zoho\w*/form|form-?embed|embed/v2",
    re.IGNORECASE,
)
ROOTS = re.compile(r"^(?:root|app|__next|__nuxt|app-root|react-root|main-app)$")
NOTABLE = ("a", "form")


def check(page: Page, *, forms: bool) -> Iterator[Fault]:
    """What keeps the audit from being whole."""
    if page.cut:
        yield Fault("page-cut")
    embedded = [
        one for one in page.of("iframe") if one.get("src") and one.hidden != "all" and _holds_a_form(one.get("src"))
    ]
    built = [
        script for script in page.scripts if BUILDERS.search(f"{script.element.get('src')} {script.text[:20_000]}")
    ]
    for one in embedded:
        yield Fault("form-elsewhere", one, one.get("src")[:160])
    for script in built:
        yield Fault("form-elsewhere", script.element, (script.element.get("src") or "script")[:160])
    if forms or embedded or built:
        yield from _outside_scripts(page, forms=forms)
        return
    drawn = [one for one in page.elements if ROOTS.match(one.get("id"))]
    if drawn and page.scripts:
        yield Fault("form-drawn", drawn[0])
    else:
        yield Fault("form-none")


def _holds_a_form(source: str) -> bool:
    return bool(
        BUILDERS.search(source)
        or re.search(r"form|inscri|contact|newsletter|subscribe|signup|optin", source, re.IGNORECASE)
    )


def _outside_scripts(page: Page, *, forms: bool) -> Iterator[Fault]:
    """Scripts kept elsewhere were not read: said once, without changing the verdict."""
    outside = [script.element for script in page.scripts if script.element.get("src")]
    if outside and forms:
        yield Fault("scripts-unread", outside[0], str(len(outside)))
