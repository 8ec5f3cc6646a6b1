"""What a supplier shows is checked, not believed; what contradicts itself is said, with where (SAN-2022-021, SAN-2024-003)."""

from datetime import UTC, date, datetime

import pytest

from aval.accounts.models import Member, Organisation
from aval.evidence.models import Entry
from aval.prospects.importing import import_file
from aval.prospects.models import Objection, Person, Source
from aval.prospects.proofs import Asked, Problem, ProofsUnreadable, Seen, check_proofs, read_proofs
from aval.prospects.sources import declare_source
from aval.prospects.suppliers import (
    asked_of,
    draw_sample,
    keep_capture,
    keep_partner_list,
    keep_rental,
    line_problems,
    list_problems,
    naming_line,
    verify_sample,
)
from tests.cast import NOON

WORDING = "Oui, je souhaite recevoir par e-mail les offres de Boréal et d’Atelier Nord SAS"
FORM = Seen("www.jeux.example", date(2026, 1, 1), date(2026, 9, 30), f"Jeu concours {WORDING} Envoyer", "pass")
HEAD = "email;date du consentement;texte;version;site;ip\n"


def proof(
    email: str = "zoe@kermeur.example", at: str = "2026-06-12 10:21", words: str = WORDING, site: str = "jeux.example"
) -> str:
    return f"{email};{at};{words};v3;{site};203.0.113.7\n"


def wrong(*proofs: str, asked: Asked | None = None, seen: Seen = FORM) -> list[tuple[str, str]]:
    asked = asked or Asked(2, "zoe@kermeur.example", datetime(2026, 6, 12, 8, 21, tzinfo=UTC), WORDING)
    return [
        (one.code, one.field)
        for one in check_proofs([asked], read_proofs((HEAD + "".join(proofs)).encode()), [seen], NOON)
    ]


@pytest.mark.once
class TestProofs:
    def test_a_whole_proof_is_a_proof(self) -> None:
        assert wrong(proof()) == []

    @pytest.mark.parametrize(
        ("told", "expected"),
        [
            ("", ("proof-missing", "")),
            (proof(at=""), ("proof-field-empty", "at")),
            (proof(words=""), ("proof-field-empty", "wording")),
            (proof(site=""), ("proof-field-empty", "site")),
            (proof(at="un jour de juin"), ("proof-date-unreadable", "at")),
            (proof(at="2027-06-12 10:21"), ("proof-in-future", "at")),
            (proof(at="2026-06-13 10:21"), ("proof-contradicts", "at")),
            (proof(words="Oui à tout"), ("proof-contradicts", "wording")),
            (proof(site="ailleurs.example"), ("proof-site-unknown", "site")),
            (proof() + proof(at="2026-05-01 09:00"), ("proof-twice", "email")),
        ],
    )
    def test_each_thing_wrong_says_what_and_where(self, told: str, expected: tuple[str, str]) -> None:
        assert wrong(told) == [expected]

    def test_a_form_of_another_period_or_at_fault_proves_nothing(self) -> None:
        bare = Asked(2, "zoe@kermeur.example")
        assert wrong(proof(at="2026-10-12 10:21"), asked=bare) == [("proof-period-unknown", "at")]
        faulty = Seen(FORM.site, FORM.from_on, FORM.until_on, FORM.text, "fail")
        assert wrong(proof(), asked=bare, seen=faulty) == [("proof-form-faulty", "site")]
        assert wrong(proof(words="Autre texte"), asked=bare) == [("proof-wording-unknown", "wording")]

    def test_a_model_filled_in_for_everybody_is_no_individual_proof(self) -> None:
        asked = [Asked(n, f"p{n}@kermeur.example") for n in range(2, 6)]
        shown = read_proofs((HEAD + "".join(proof(one.email) for one in asked)).encode())
        found = check_proofs(asked, shown, [FORM], NOON)
        assert {(one.code, one.line) for one in found} == {("proof-same-instant", n) for n in range(2, 6)}

    def test_a_proof_nobody_asked_for_is_not_counted(self) -> None:
        assert wrong(proof(), proof(email="other@kermeur.example", at="2026-06-14 11:00")) == [
            ("proof-not-asked", "email")
        ]

    @pytest.mark.parametrize(
        ("raw", "code"), [(b"", "file-empty"), (b"email;date\na;b\n", "column-missing"), (b'email;"x\n', "file-broken")]
    )
    def test_a_file_that_is_none_is_refused(self, raw: bytes, code: str) -> None:
        with pytest.raises(ProofsUnreadable) as why:
            read_proofs(raw)
        assert why.value.code == code


@pytest.fixture
def bought(organisation: Organisation, alix: Member, tmp_path) -> Source:
    source = declare_source(
        organisation, by=alix, at=NOON, supplier={"contract_reference": "C-12"}, code="boreal", name="Boréal Données SAS",
        kind="bought", collection_mode="indirect", basis="consent", address_origin="supplied", holder="Boréal Données SAS",
        collected_on=date(2026, 6, 1),
    )  # fmt: skip
    lines = "".join(f"Zoé;N{n};z{n}@kermeur.example;2026-06-12 10:{n:02};{WORDING};v3\n" for n in range(10, 40))
    path = tmp_path / "boreal.csv"
    header = "Prénom;Nom;Courriel;Date du consentement;Texte du consentement;Version du consentement\n"
    path.write_text(header + lines, encoding="utf-8")
    import_file(organisation, source, path, at=NOON)
    return source


@pytest.mark.django_db
class TestDossier:
    def capture(self, source: Source, verdict: str = "pass", by: Member | None = None) -> None:
        keep_capture(
            source, site="jeux.example", from_on=date(2026, 1, 1), until_on=None, page="<form>", words=FORM.text, verdict=verdict,
            findings=[], by=by, at=NOON,
        )  # fmt: skip

    def test_the_same_seed_draws_the_same_lines(self, bought: Source, ines: Member) -> None:
        one, two = (
            draw_sample(bought, size=10, by=ines, at=NOON, seed="a"),
            draw_sample(bought, size=10, by=ines, at=NOON, seed="a"),
        )
        assert one.lines == two.lines
        assert len(set(one.lines)) == 10
        assert one.population == 30
        assert draw_sample(bought, size=10, by=ines, at=NOON).lines != one.lines

    def test_proofs_checked_line_by_line_settle_the_dossier(self, bought: Source, ines: Member) -> None:
        self.capture(bought)
        sample = draw_sample(bought, size=10, by=ines, at=NOON)
        asked = asked_of(sample)
        told = [proof(one.email, at=f"{one.consent_at.astimezone():%Y-%m-%d} 12:{n:02}") for n, one in enumerate(asked)]
        problems = verify_sample(sample, read_proofs((HEAD + "".join(told[1:])).encode()), by=ines, at=NOON)
        assert [(one.code, one.line) for one in problems] == [("proof-missing", asked[0].line)]
        dossier = bought.supplier_file
        dossier.refresh_from_db()
        assert (dossier.sample_size, dossier.sample_valid, dossier.captures_seen) == (10, 9, True)
        assert dossier.audited_on == NOON.date()
        assert Entry.objects.filter(kind="supplier:verified").count() == 1

    def test_a_form_at_fault_is_not_a_form_seen(self, bought: Source) -> None:
        self.capture(bought)
        self.capture(bought, "fail")
        bought.supplier_file.refresh_from_db()
        assert bought.supplier_file.captures_seen is False

    def test_a_partner_list_names_us_by_its_words_not_by_promise(
        self, bought: Source, organisation: Organisation
    ) -> None:
        keep_partner_list(bought, dated_on=date(2026, 5, 1), text="Cèdre SARL\nBoréal Conseil SAS", by=None, at=NOON)
        bought.supplier_file.refresh_from_db()
        assert bought.supplier_file.partner_list_names_us is False
        assert naming_line(f"Cèdre\n- {organisation.legal_name.upper()}, Nantes", organisation) == 2
        assert naming_line("Cèdre\nSIREN 732 829 320", organisation) == (
            2 if organisation.siren == "732829320" else None
        )

    def test_two_lists_that_conflict_say_which_and_where(self, bought: Source, organisation: Organisation) -> None:
        ours = f"Cèdre SARL\n{organisation.legal_name}"
        keep_partner_list(bought, dated_on=date(2026, 5, 1), text=ours, by=None, at=NOON)
        assert list_problems(bought) == []
        keep_partner_list(bought, dated_on=date(2026, 5, 1), text="Cèdre SARL\nÉrable SA", by=None, at=NOON)
        assert list_problems(bought) == [Problem("lists-conflict", 2, detail="2026-05-01 / 2026-05-01")]
        bought.supplier_file.refresh_from_db()
        assert bought.supplier_file.partner_list_names_us is False

    def test_a_list_later_than_the_people_named_nobody_to_them(
        self, bought: Source, organisation: Organisation
    ) -> None:
        keep_partner_list(bought, dated_on=date(2026, 7, 1), text=organisation.legal_name, by=None, at=NOON)
        assert [one.code for one in list_problems(bought)] == ["list-too-late"]

    def test_lines_that_contradict_the_dossier_say_how_many_and_the_first(self, bought: Source) -> None:
        assert line_problems(bought) == []
        keep_capture(
            bought, site="jeux.example", from_on=date(2026, 7, 1), until_on=None, page="x", words="Tout autre texte", verdict="pass",
            findings=[], by=None, at=NOON,
        )  # fmt: skip
        assert {(one.code, one.detail, one.line) for one in line_problems(bought)} == {
            ("lines-wording-unknown", "30", 2),
            ("lines-out-of-period", "30", 2),
        }

    def test_a_rented_campaign_proves_our_name_was_given(self, bought: Source, organisation: Organisation) -> None:
        """The oppositions returned hold at once; a line that names nobody is said, and loses none of the others."""
        told = {"sent_on": date(2026, 11, 1), "recipients": 900, "by": None, "at": NOON}
        returned = ["d@prospect.example", "", "désabonné", "01 99 00 12 34"]
        before = Person.objects.count()
        kept, unread = keep_rental(
            bought, message=f"De la part de {organisation.legal_name}", objections=returned, **told
        )
        assert (kept.names_us, kept.objections) == (True, 2)
        assert unread == [Problem("objection-unreadable", 3, detail="désabonné")]
        assert "ligne 3" in unread[0].say("fr")
        assert Objection.objects.of(organisation).count() == 2
        assert Person.objects.count() == before
        assert not keep_rental(bought, message="Une offre", objections=[], **told)[0].names_us
