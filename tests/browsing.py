"""A real browser, on a real server, that asks nothing of any other machine and complains aloud.

A page fixture fails its test when a script throws, when the console reports an error (a CSP refusal is one),
or when anything outside the test's own server is asked for.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from django.test import Client

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, one a process. Its loop lives in this thread, so Django is told that this is meant."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  only the journeys need it

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    """The address of a running Aval, which the links in messages point to."""
    settings.AVAL_URL = live_server.url
    return live_server.url


@pytest.fixture
def open_page(browser: Any, site: str) -> Iterator[Callable[..., Any]]:
    """`open_page(path, member=None, scripts=True, width="wide", dark=False)`: a page, signed in when a member is given."""
    contexts, complaints = [], []

    def opened(
        path: str = "/", *, member: Any = None, scripts: bool = True, width: str = "wide", dark: bool = False
    ) -> Any:
        context = browser.new_context(
            base_url=site,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            java_script_enabled=scripts,
            viewport=NARROW if width == "narrow" else WIDE,
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        if member is not None:
            context.add_cookies([{"name": "sessionid", "value": sign_in(member), "url": site}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("console", lambda said: complaints.append(f"console: {said.text}") if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((site, "data:", "blob:")) else complaints.append(asked.url),
        )
        page.goto(path)
        return page

    opened.complaints = complaints
    yield opened
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """A page on the home of the site, nobody signed in."""
    return open_page()


def sign_in(member: Any) -> str:
    """The key of a session of this member, made as the login page makes it."""
    client = Client()
    client.force_login(member, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.session.session_key


def find_barriers(page: Any) -> list[str]:
    """What axe-core finds wrong with a page, one sentence each; none is the only good answer."""
    found = Axe().run(page)
    return [
        f"{one['id']} ({one['impact']}): {one['help']} — {', '.join(str(node['target']) for node in one['nodes'][:3])}"
        for one in found["violations"]
    ]


def overflows(page: Any) -> bool:
    """Whether the page is wider than its window: nothing ever should be."""
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
