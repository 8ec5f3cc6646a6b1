"""The whole audit, as doors ask for it: of a page at hand or at an address, drawn when a browser is there."""

from dataclasses import replace

from aval.collection.auditing.auditing import audit_form, links_to_read
from aval.collection.auditing.context import Context
from aval.collection.auditing.fetching import RESOURCES, CannotFetch, fetch_page, read_linked
from aval.collection.auditing.rendering import audit_drawn
from aval.collection.auditing.report import Audit, wording


def audit_file(raw: bytes, context: Context, language: str, *, static: bool = False, fetch: bool = False) -> Audit:
    """The audit of a page at hand. `fetch`: ask for the pages it links to; `static`: without a browser."""
    context = follow(raw, context) if fetch else context
    return audit_form(raw, context, language) if static else audit_drawn(raw, context, language)


def audit_address(url: str, context: Context, language: str, *, static: bool = False) -> tuple[Audit, bytes]:
    """The audit of the page at an address, and the page. Raises CannotFetch."""
    fetched = fetch_page(url)
    told = replace(context, address=fetched.address, file_encoding=context.file_encoding or fetched.encoding)
    beside = follow(fetched.raw, told)
    if static:
        return audit_form(fetched.raw, beside, language), fetched.raw
    return audit_drawn(fetched.raw, beside, language, resource=fetch_resource), fetched.raw


def follow(raw: bytes, context: Context) -> Context:
    """The context with the pages the form leads to; what was given is kept."""
    wanted = [link for link in links_to_read(raw, context) if context.page(link) is None]
    return replace(context, linked_pages={**read_linked(wanted, context.address or ""), **context.linked_pages})


def fetch_resource(url: str) -> tuple[bytes, str] | None:
    """A script or a sheet the page asks for, under the same guards; None when it is not to be had."""
    try:
        fetched = fetch_page(url, kinds=RESOURCES)
    except CannotFetch:
        return None
    return fetched.raw, fetched.kind


def explain(why: CannotFetch, language: str) -> str:
    """Why a page was not read, in French or English."""
    return wording()["fetching"][f"{why.code}_{'en' if language == 'en' else 'fr'}"].replace("{detail}", why.detail)
