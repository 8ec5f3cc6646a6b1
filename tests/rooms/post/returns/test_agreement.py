"""What others expect of their samples, file by file, and every disagreement with its reason. A new one fails."""

import csv
from pathlib import Path

import pytest

from aval.post.returns.quoting import new_part
from aval.post.returns.reading import Told, read_return

pytestmark = pytest.mark.once
MAILS = Path(__file__).parent / "mails"
FLUFL, SISIMAI, CRISP = (MAILS / name for name in ("bounces-flufl", "bounces-sisimai-sample", "quoted-replies-crisp"))

# Where we answer otherwise than the expected table, and why.
NO_BOUNCE = {
    "groupwise_03.txt": "a person's answer; upstream keeps it to test a parser, and expects no address",
    "qmail_08.txt": "an automatic answer; upstream keeps it to test a charset, and expects no address",
}
FOUND_MORE = {"groupwise_02.txt", "simple_42.txt", "simple_43.txt"}  # the notice names the address; upstream finds none
NO_WHY = "nothing in the notice says why: undetermined, never hard"
CRISP_DIFFERS = {
    "email_with_date_headers.txt": "[DATE] stands for a line that was removed from the sample",
    "email_with_from_headers.txt": "[FROM] stands for a line that was removed from the sample",
}


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "expected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read(path: Path) -> Told:
    return read_return(path.read_bytes())


@pytest.mark.parametrize("row", rows(FLUFL), ids=lambda row: f"{row['file']}-{row['failure_kind']}")
def test_flufl(row: dict[str, str]) -> None:
    told = read(FLUFL / "messages" / row["file"])
    if row["file"] in NO_BOUNCE:
        assert told.kind != "bounce"
        return
    assert told.kind == "bounce"
    expected = set(row["failed_recipients"].lower().split(";")) - {""}
    if row["file"] not in FOUND_MORE:
        assert set(told.recipients) == expected
    if row["failure_kind"] == "temporary":
        assert told.bounce != "hard"


def test_flufl_in_figures() -> None:
    """116 rows: addresses, and no temporary failure read as hard. The rest of the permanent are full, refused or unsaid."""
    counts: dict[tuple[str, str | None], int] = {}
    for row in rows(FLUFL):
        told = read(FLUFL / "messages" / row["file"])
        key = row["failure_kind"], told.bounce
        counts[key] = counts.get(key, 0) + 1
    print(counts)  # noqa: T201  the figures, for who runs with -s
    assert counts.get(("temporary", "hard"), 0) == 0
    assert counts["permanent", "hard"] >= 40
    assert counts["permanent", "undetermined"] <= 25, NO_WHY


def test_flufl_without_row() -> None:
    """Upstream finds nobody in this notice; the message it sends back says whom it was for. Nothing says that she is gone."""
    told = read(FLUFL / "messages" / "dumbass_01.txt")
    assert (told.kind, told.bounce, told.recipients) == ("bounce", "soft", ("python-list@python.org",))


SISIMAI_ROWS = rows(SISIMAI)


@pytest.mark.parametrize("name", sorted({row["file"] for row in SISIMAI_ROWS}))
def test_sisimai(name: str) -> None:
    mine = [row for row in SISIMAI_ROWS if row["file"] == name]
    told = read(SISIMAI / "messages" / name)
    reason = mine[0]["reason"]
    if reason == "feedback":
        assert (told.kind, told.feedback) == ("complaint", mine[0]["feedback_type"])
        assert told.stop == (mine[0]["feedback_type"] == "abuse")
    elif reason == "vacation":
        assert told.kind == "auto_reply"
    elif reason == "not_a_bounce":
        assert told.kind == "other"
    else:
        assert told.kind == "bounce"
        assert len(told.failures) == len(mine)
        assert (told.bounce == "hard") == (mine[0]["hard_bounce"] == "true")


CRISP_ROWS = rows(CRISP)


@pytest.mark.parametrize("row", CRISP_ROWS, ids=lambda row: row["file"])
def test_crisp(row: dict[str, str]) -> None:
    text = (CRISP / "messages" / row["file"]).read_text(encoding="utf-8", errors="replace")
    lines = [line.strip() for line in new_part(text).split("\n") if line.strip()]
    found = (lines[0] if lines else "", lines[-1] if lines else "")
    agrees = found == (row["begins"], row["ends"]) and (not row["absent"] or row["absent"] not in lines)
    assert agrees != (row["file"] in CRISP_DIFFERS)


def test_every_file_has_a_row() -> None:
    assert {path.name for path in (CRISP / "messages").iterdir()} == {row["file"] for row in CRISP_ROWS}
