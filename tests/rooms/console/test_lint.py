"""`aval lint`: exit codes, JSON, context, and pages asked for only when told to."""

import json
import re
import threading
from argparse import Namespace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aval.campaigns.lint.fetching import fetch_pages
from aval.console import lint
from aval.console.main import build_parser, run

pytestmark = pytest.mark.once
CORPUS = Path(__file__).parents[1] / "campaigns/lint/corpus"
LAWFUL, PIXEL = CORPUS / "lawful-first-contact-fr.eml", CORPUS / "pixel.eml"


def main(argv):
    """As `aval` does, without touching the streams of this process."""
    args = build_parser(lint.COMMANDS).parse_args(argv, Namespace(json=False, lang="fr"))
    return run(args)


@pytest.fixture
def context(tmp_path):
    known = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))[LAWFUL.stem]["context"]
    path = tmp_path / "context.json"
    path.write_text(json.dumps(known), encoding="utf-8")
    return path


def test_a_lawful_message_is_done(capsys, context):
    assert main(["lint", str(LAWFUL), "--context", str(context), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "findings": []}


def test_a_fault_is_a_no(capsys, context):
    assert main(["lint", str(PIXEL), "--context", str(context), "--json", "--lang", "en"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    (finding,) = told["findings"]
    assert set(finding) == {"code", "severity", "where", "article", "text"}
    assert (finding["code"], finding["severity"]) == ("tracking-pixel", "error")
    assert finding["text"].startswith("An image tracks opening")


def test_a_person_reads_sentences(capsys, context):
    assert main(["lint", str(PIXEL), "--context", str(context)]) == 1
    out = capsys.readouterr().out
    assert "tracking-pixel" in out
    assert "Une image trace l’ouverture" in out
    assert main(["lint", str(LAWFUL), "--context", str(context)]) == 0
    assert "Rien à redire." in capsys.readouterr().out


@pytest.mark.parametrize("content", ["{", "[]", '{"message_type": "spam"}', '{"advertiser": 3}', "[" * 100_000])
def test_a_context_that_cannot_be_read_is_a_bad_call(capsys, tmp_path, content):
    path = tmp_path / "context.json"
    path.write_text(content, encoding="utf-8")
    assert main(["lint", str(LAWFUL), "--context", str(path)]) == 2
    told = capsys.readouterr()
    assert str(path) in told.err
    assert told.out == ""


@pytest.mark.parametrize("name", ["absent.eml", "."])
def test_a_file_that_is_not_there_is_a_bad_call(capsys, tmp_path, name):
    assert main(["lint", str(tmp_path / name)]) == 2
    assert capsys.readouterr().out == ""


class Pages(BaseHTTPRequestHandler):
    """Three pages: a good one, one behind a password that asks a name, and none."""

    def __init__(self, asked, *rest):
        self.asked = asked
        super().__init__(*rest)

    def do_GET(self):
        self.asked.append(f"{self.command} {self.path}")
        pages = {
            "/good": "<html lang=fr><p>Un bouton suffit pour ne plus recevoir nos messages, et vous pouvez nous écrire.",
            "/login": "<html lang=fr><form><input type=password name=p required><input name=nom required></form>",
        }
        html = pages.get(self.path)
        self.send_response(200 if html else 404)
        self.end_headers()
        self.wfile.write((html or "non").encode())

    def log_message(self, *_words):
        """Nothing to say."""


@pytest.fixture
def site():
    asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, asked))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("page", "codes"),
    [("/good", set()), ("/login", {"unsubscribe-login", "unsubscribe-fields"}), ("/gone", {"unsubscribe-broken"})],
)
def test_pages_are_asked_for_when_told_to(capsys, tmp_path, site, page, codes):
    address, asked = site
    known = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))["lawful-follow-up-fr"]["context"]
    (link,) = [url for url in known["linked_pages"] if "stop" in url]
    known["linked_pages"] = {}
    (tmp_path / "context.json").write_text(json.dumps(known), encoding="utf-8")
    raw = re.sub(rb"(?<!=)=\r\n", b"", (CORPUS / "lawful-follow-up-fr.eml").read_bytes())
    (tmp_path / "letter.eml").write_bytes(raw.replace(link.encode(), f"{address}{page}".encode()))
    call = ["lint", str(tmp_path / "letter.eml"), "--context", str(tmp_path / "context.json"), "--json"]
    main(call)
    assert asked == []
    capsys.readouterr()
    main([*call, "--fetch"])
    found = {one["code"] for one in json.loads(capsys.readouterr().out)["findings"] if one["severity"] == "error"}
    assert found == codes
    assert asked == [f"GET {page}"]


def test_a_page_that_cannot_be_reached_is_broken():
    pages = fetch_pages(["http://127.0.0.1:9/x", "file:///etc/passwd", "ftp://x.example/"])
    assert {url: page.status for url, page in pages.items()} == {"http://127.0.0.1:9/x": 0}
