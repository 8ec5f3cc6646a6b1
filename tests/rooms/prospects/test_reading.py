"""Files in every usual writing, and hostile ones."""

import zipfile

import openpyxl
import pytest

from aval.prospects import reading, sheets
from aval.prospects.reading import Layout, Unreadable

pytestmark = pytest.mark.once
NAMES = ["Société", "Prénom", "Courriel"]
ROWS = [["Crèmerie de l’Étang", "Zoé", "zoe@creme.example"], ["Bœuf & fils", "Noël", "noel@boeuf.example"]]


def write(folder, content: str | bytes, encoding: str = "utf-8"):
    path = folder / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(path, **options):
    layout = reading.survey(path)
    assert isinstance(layout, Layout), layout
    found = list(reading.batches(path, layout, **options))
    rows = [row for batch in found for row in batch.rows]
    lines = [line for batch in found for line in batch.lines]
    return layout, lines, rows, [bad for batch in found for bad in batch.bad]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_separator_and_encoding(tmp_path, separator, encoding, ending):
    text = ending.join(separator.join(row) for row in [NAMES, *ROWS]) + ending
    layout, lines, rows, bad = read(write(tmp_path, text, encoding))
    assert (layout.separator, layout.columns, layout.header_line) == (separator, tuple(NAMES), 1)
    assert (lines, rows, bad) == ([2, 3], ROWS, [])


def test_latin_1_and_mac(tmp_path):
    text = "Prénom;Ville;Email\nÉlodie;Besançon;e@x.example\nHélène;Nîmes;h@x.example\n"
    for encoding in ("latin-1", "mac_roman"):
        _, _, rows, _ = read(write(tmp_path, text * 1, encoding))
        assert rows[0][0] == "Élodie", encoding


def test_utf8_with_a_few_bytes_of_cp1252_keeps_both(tmp_path):
    good = "".join(f"Société {n};Zoé;z{n}@x.example\n" for n in range(50))
    content = ("Société;Prénom;Courriel\n" + good).encode() + "Hôtel;Noël;n@x.example\n".encode("cp1252")
    _, _, rows, _ = read(write(tmp_path, content))
    assert rows[0][:2] == ["Société 0", "Zoé"]
    assert rows[-1][:2] == ["Hôtel", "Noël"]


def test_notes_before_the_header_are_passed(tmp_path):
    text = 'Notes:\r\n"When exporting your connection data, you may notice, that some"\r\n\r\nFirst Name,Last Name,Email Address\r\nAda,L,a@x.example\r\n'
    layout, lines, rows, _ = read(write(tmp_path, text))
    assert (layout.header_line, lines, rows) == (4, [5], [["Ada", "L", "a@x.example"]])
    layout, *_ = read(write(tmp_path, "sep=;\nNom;Email\nX;a@x.example\n"))
    assert layout.header_line == 2


def test_a_file_without_header_gets_numbered_columns(tmp_path):
    layout, lines, rows, _ = read(write(tmp_path, "a@x.example;Ada\nb@x.example;Bob\n"))
    assert (layout.header_line, layout.columns) == (0, ("Colonne 1", "Colonne 2"))
    assert (lines, len(rows)) == ([1, 2], 2)


def test_quoted_newlines_keep_the_true_line_numbers(tmp_path):
    text = 'Nom;Email\n"Du\nPont";a@x.example\nZoé;b@x.example\n'
    _, lines, rows, bad = read(write(tmp_path, text))
    assert (lines, rows[0][0], bad) == ([2, 4], "Du\nPont", [])


def test_a_quote_left_open_costs_its_own_line_only(tmp_path):
    body = "".join(f'N{n};"v{n}";n{n}@x.example\n' for n in range(2000))
    text = "Nom;Ville;Email\nA;B;a@x.example\n" + 'X;"oops;x@x.example\n' + body + 'Y;"end;y@x.example'
    _, lines, rows, bad = read(write(tmp_path, text))
    assert [(one.line, one.reason) for one in bad] == [(3, "quote"), (2004, "quote")]
    assert len(rows) == 2001
    assert lines[:3] == [2, 4, 5]


def test_quotes_inside_quotes_are_read_as_they_stand(tmp_path):
    _, _, rows, bad = read(write(tmp_path, 'Nom;Email\n"Jean "Jojo" D.";a@x.example\n"O""K";b@x.example\n'))
    assert (rows[1], bad) == (['O"K', "b@x.example"], [])
    assert rows[0][1] == "a@x.example"


def test_ragged_lines(tmp_path):
    text = "Nom;Ville;Email\nA;B;a@x.example;;\nB;C\nC;D;c@x.example;extra\n\n;;\n"
    _, lines, rows, bad = read(write(tmp_path, text))
    assert (lines, rows) == ([2, 3], [["A", "B", "a@x.example"], ["B", "C", ""]])
    assert [(one.line, one.reason) for one in bad] == [(4, "columns")]


def test_nul_bytes_and_endless_fields_are_refused_one_by_one(tmp_path):
    text = "Nom;Email\nA\x00;a@x.example\n" + "B" * 1_000_000 + ";b@x.example\n" + "C;c@x.example\n"
    _, lines, rows, bad = read(write(tmp_path, text))
    assert [(one.line, one.reason) for one in bad] == [(2, "nul"), (3, "too_long")]
    assert (lines, rows) == ([4], [["C", "c@x.example"]])


def test_reading_starts_again_where_it_stopped(tmp_path):
    text = "Nom;Email\n" + "".join(f'"N\n{n}";n{n}@x.example\n' for n in range(100))
    path = write(tmp_path, text)
    layout, _, rows, _ = read(path)
    first = next(iter(reading.batches(path, layout, size=30)))
    rest = [row for batch in reading.batches(path, layout, after=first.last, size=7) for row in batch.rows]
    assert first.rows + rest == rows
    assert reading.preview(path, layout) == rows[:5]


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_so(tmp_path, content):
    assert reading.survey(write(tmp_path, content)) == Unreadable("empty")


def test_a_picture_is_not_a_list(tmp_path):
    assert reading.survey(write(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20 + bytes(5000))) == Unreadable(
        "not_a_list"
    )


def workbook(path, rows, corner=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if corner:
        book.active[corner] = "x"
    book.save(path)
    return path


def test_a_spreadsheet_reads_like_a_csv(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", [[None], ["Société", "SIREN", "Courriel"], ["A\nB", 552100554.0, "a@x.example"]]
    )
    assert sheets.is_sheet(path)
    assert sheets.unfold(path, tmp_path / "a.csv") == ""
    layout, lines, rows, _ = read(tmp_path / "a.csv")
    assert (layout.header_line, lines, rows) == (2, [3], [["A B", "552100554", "a@x.example"]])


def test_a_sheet_with_a_cell_in_the_last_corner_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["Email"], ["a@x.example"]], corner="XFD1048576")
    assert sheets.unfold(path, tmp_path / "a.csv") == "too_big"
    assert not (tmp_path / "a.csv").exists()


def test_a_zip_bomb_and_a_zip_that_lies_are_refused(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file,
    ):
        for _ in range(450):
            file.write(bytes(1 << 20))
    assert sheets.unfold(path, tmp_path / "a.csv") == "too_big"
    small = tmp_path / "small.xlsx"
    with zipfile.ZipFile(small, "w") as archive:
        archive.writestr("nothing", "x")
    assert sheets.unfold(small, tmp_path / "a.csv") == "damaged"
