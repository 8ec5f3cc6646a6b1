"""The language of templates: fields, fallbacks, and errors that say where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aval.campaigns.letters.parts import html_part
from aval.campaigns.letters.words import BadWords, Field, fill, parse, tidy

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("template", "values", "told"),
    [
        ("Bonjour {prenom},", {"first_name": "Dominique"}, "Bonjour Dominique,"),
        ("Bonjour {prenom},", {}, "Bonjour,"),
        ("{prenom|Bonjour} !", {}, "Bonjour !"),
        ("Bonjour {prénom|à vous},", {}, "Bonjour à vous,"),
        ("Hello {first_name}", {"first_name": "Zoë"}, "Hello Zoë"),
        ("{Civilité} {nom}", {"civility": "Mme", "last_name": "Petit"}, "Mme Petit"),
        ("{{prenom}}", {"first_name": "X"}, "{prenom}"),
        ("a {{ {ville} }} b", {"city": "Lyon"}, "a { Lyon } b"),
        ("{prenom} {nom} {fonction}", {}, ""),
        ("", {}, ""),
        ("sans champ\n\ndeux lignes", {}, "sans champ\n\ndeux lignes"),
    ],
)
def test_fields_are_filled(template, values, told):
    assert fill(parse(template), values) == told


@pytest.mark.parametrize(
    ("template", "line", "column"),
    [
        ("{age}", 1, 1),
        ("Bonjour {prenom.upper()}", 1, 9),
        ("a\nb {link}", 2, 3),
        ("ligne\n\n  {", 3, 3),
        ("}", 1, 1),
        ("{prenom", 1, 1),
        ("{}", 1, 1),
        ("{prenom\n}", 1, 1),
        ("{% if x %}", 1, 1),
        ("voir https://a.example/?u={nom}", 1, 27),
        ("voir https://{societe}.example/", 1, 14),
    ],
)
def test_what_cannot_be_read_is_shown(template, line, column):
    with pytest.raises(BadWords) as refused:
        parse(template)
    assert (refused.value.line, refused.value.column) == (line, column)
    assert f"Ligne {line}, colonne {column}" in str(refused.value)


def test_an_unknown_field_names_the_known_ones():
    with pytest.raises(BadWords, match=r"« age ».*\{prenom\}.*\{ville\}"):
        parse("{age}")


def test_a_field_is_read_once():
    assert parse("a {nom|x}b") == ("a", Field("last_name", "x", " "), "b")


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"])))
def test_any_text_is_read_or_refused(text):
    try:
        told = fill(parse(text), {})
    except BadWords as refused:
        told = text.split("\n")[refused.line - 1][refused.column - 1 :]
    assert isinstance(told, str)


@given(st.text(alphabet=st.characters(blacklist_characters="{}")))
def test_plain_words_are_left_alone(text):
    assert fill(parse(text), {}) == text


@given(st.text())
def test_a_value_is_one_clean_line(value):
    told = tidy(value)
    assert len(told) <= 200
    assert not set(told) & set("\r\n\t\0\x0b\x0c\x85\u2028\u2029\u202e\u2066\ufeff")
    assert tidy(told) == told.strip()


def test_a_name_written_backwards_stays_in_its_place():
    assert tidy("Ali\u202egro.elpmaxe\u202c\r\nBcc: x@y.example") == "Aligro.elpmaxe Bcc: x@y.example"
    assert tidy("👩\u200d💼 Zoë") == "👩\u200d💼 Zoë"
    assert tidy("مريم العلي") == "مريم العلي"


@pytest.mark.parametrize(
    ("template", "values", "told"),
    [
        (
            "Nous sommes {si ville}près de {ville}{sinon}près de chez vous{fin}.",
            {"city": "Lyon"},
            "Nous sommes près de Lyon.",
        ),
        ("Nous sommes {si ville}près de {ville}{sinon}près de chez vous{fin}.", {}, "Nous sommes près de chez vous."),
        ("Bonjour{si prénom} {prenom}{fin},", {}, "Bonjour,"),
        ("{if company}At {company}{else}At work{end}\nthen", {"company": "X"}, "At X\nthen"),
        ("{si ville}{{a}}{fin} {si nom}b{sinon}c{fin}", {"city": "Y"}, "{a} c"),
    ],
)
def test_one_thing_or_the_other(template, values, told):
    assert fill(parse(template), values) == told


@pytest.mark.parametrize(
    ("template", "line", "column"),
    [
        ("a {si age}b{fin}", 1, 3),
        ("a {si ville}b", 1, 3),
        ("a {si ville}b\nc{fin}", 1, 3),
        ("{si ville}{si nom}b{fin}{fin}", 1, 11),
        ("a\n{sinon}", 2, 1),
        ("{fin}", 1, 1),
        ("{si ville}a{sinon}b{sinon}c{fin}", 1, 20),
        ("{si ville}https://a.example{fin}", 1, 1),
        ("https://a.example/{si ville}b{fin}", 1, 19),
        ("{si ville.upper()}b{fin}", 1, 1),
    ],
)
def test_a_condition_is_closed_on_its_line_and_carries_no_link(template, line, column):
    with pytest.raises(BadWords) as wrong:
        parse(template)
    assert (wrong.value.line, wrong.value.column) == (line, column)


def test_a_condition_is_escaped_in_the_page():
    page = html_part("t", "fr", [], parse("{si ville}<b>{ville}</b>{sinon}R&D{fin}"), [])
    assert "&lt;b&gt;Lyon&lt;/b&gt;" in page.show({"city": "Lyon"})
    assert "R&amp;D" in page.show({})
    assert b"R&amp;D" in page.render({})
