"""Any life of a base, in any order, on both engines: import, merge, object, consent, withdraw, correct, enter by a form,
erase, back up, restore, import again. Nobody who objected or was erased is ever allowed, nobody is lost, the ledger verifies.
"""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connections
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from aval import evidence
from aval.accounts.models import Role
from aval.campaigns.offers import aim_of
from aval.clearance.asking import ask
from aval.clearance.gathering import Contact
from aval.prospects.consenting import Box, Shown, consent_to, withdraw
from aval.prospects.correcting import correct
from aval.prospects.entering import Entry, enter
from aval.prospects.importing import import_file
from aval.prospects.models import ContactPoint, Person
from aval.prospects.objecting import object_to
from aval.rights.backups import back_up, put_back
from aval.rights.erasing import forget
from aval.rights.journal import Behind, check_journals, follow
from aval.rights.replaying import replay
from tests.cast import NOON, make_house, make_offer, make_source

HEAD = "Prénom;Nom;Société;Fonction;Email\n"
WHO = st.integers(0, 3)
WHICH = st.sampled_from("ab")  # two addresses each
BOX = Box(purpose="prospecting", channel="email", wording="Recevoir vos offres par courriel", ticked=True)


def address(who: int, which: str) -> str:
    return f"claire{who}.{which}@kermeur.example"


class Life(RuleBasedStateMachine):
    """What may happen to four people with two addresses each, against sets that remember."""

    @initialize()
    def begin(self):
        django_settings.AVAL_JOURNAL = Path(tempfile.mkdtemp(prefix="aval-journal-"))
        self.at = NOON
        house = make_house(legal_name="Vies", siren=next(SIRENS), domain="vies.example", city="Lille", members={})
        self.organisation, self.offer = house.organisation, make_offer(house.brand)
        self.member = house.organisation.members.create(email=f"a{house.organisation.pk}@vies.example", role=Role.DPO)
        self.source = make_source(self.organisation)
        self.folder = Path(tempfile.mkdtemp(prefix="aval-lives-"))
        self.stopped, self.kept, self.saved = set(), set(), None

    def teardown(self):
        shutil.rmtree(getattr(self, "folder", "x"), ignore_errors=True)

    def _now(self):
        self.at += timedelta(seconds=1)
        return self.at

    def _here(self) -> set[str]:
        return set(ContactPoint.objects.of(self.organisation).values_list("normal", flat=True))

    def _hers(self, point) -> set[str]:
        return set(point.person.contact_points.values_list("normal", flat=True))

    def _point(self, who, which):
        found = ContactPoint.objects.of(self.organisation).filter(normal=address(who, which))
        return found.select_related("person").first()

    def _bring(self, lines):
        path = self.folder / "liste.csv"
        path.write_text(HEAD + lines)
        run = import_file(self.organisation, make_source(self.organisation), path, at=self._now())
        assert run.state == "done"
        self.kept |= self._here()

    @rule(people=st.lists(st.tuples(WHO, WHICH, st.booleans()), min_size=1, max_size=4))
    def imports(self, people):
        """Named or not: a line without a name, then one with it, makes two rows one person."""
        self._bring("".join(f"{f'Claire;Vie{who};Kermeur;DAF' if named else ';;;'};{address(who, which)}\n" for who, which, named in people))  # fmt: skip

    @rule(who=WHO)
    def merges(self, who):
        """Known by an address without a name, and by name at another: the next line shows that they are one."""
        self._bring(f";;;;{address(who, 'a')}\n")
        self._bring(f"Claire;Vie{who};Kermeur;DAF;{address(who, 'b')}\n")
        self._bring(f"Claire;Vie{who};Kermeur;DAF;{address(who, 'a')}\n")

    @rule(who=WHO, which=WHICH)
    def enters(self, who, which):
        """A CRM or a form brings her, one by one."""
        given = Entry({"email": address(who, which), "first_name": "Claire", "last_name": f"Vie{who}"}, NOON.date(), believed=False)  # fmt: skip
        enter(self.source, [given], at=self._now())
        self.kept |= self._here()

    @rule(who=WHO, which=WHICH)
    def objects(self, who, which):
        point = self._point(who, which)
        self.stopped |= {address(who, which)} | (self._hers(point) if point else set())
        at = self._now()
        object_to(self.organisation, address(who, which), origin="spoken", heard_at=at, at=at)

    @rule(who=WHO, which=WHICH)
    def consents(self, who, which):
        at = self._now()
        shown = Shown(version="1", free=True, specific=True, names_us=True, preticked=False)
        consent_to(self.organisation, address(who, which), shown=shown, boxes=[BOX], door="form", acted_at=at, at=at)

    @rule(who=WHO, which=WHICH)
    def withdraws(self, who, which):
        at = self._now()
        withdraw(self.organisation, address(who, which), door="her_page", acted_at=at, at=at)

    @rule(who=WHO, which=WHICH)
    def corrects(self, who, which):
        correct(self.organisation, about="address", subject=address(who, which), field="recipient_kind", value="pro_nominative", reason="vu", by=self.member, at=self._now())  # fmt: skip

    @rule(who=WHO, which=WHICH)
    def erases(self, who, which):
        point = self._point(who, which)
        if point is None:
            return
        hers = self._hers(point)
        forget(point.person, at=self._now())
        self.stopped |= hers
        self.kept -= hers
        if self.saved:
            self.saved[1].difference_update(hers)
        assert not self._here() & hers

    @rule()
    def backs_up(self):
        path = self.folder / "base.aval"
        back_up(path, at=self._now(), passphrase=None)
        self.saved = (path, self._here())

    @precondition(lambda self: self.saved)
    @rule()
    def restores(self):
        follow(self.organisation.pk)  # what `aval restore` does first
        put_back(self.saved[0], passphrase=None)
        try:
            check_journals()
        except Behind:
            replay(self.organisation, at=self._now())
        check_journals()
        self.kept = set(self.saved[1])

    @invariant()
    def nobody_who_said_stop_is_allowed(self):
        if not getattr(self, "stopped", None):
            return
        contact = Contact(aim=aim_of(self.offer, NOON.date()), channel="email", message_type="prospecting", at=self.at, message={})  # fmt: skip
        values = sorted(self.stopped)
        answers = ask(contact, values)
        decisions = [answers.decisions[number] for number in answers.lines["decision"]]
        assert [one.verdict for one in decisions] == ["refuse"] * len(values)
        assert all("objected" in {reason.code for reason in one.reasons} for one in decisions)

    @invariant()
    def nobody_is_lost(self):
        if hasattr(self, "kept"):
            assert self.kept <= self._here()
            assert not Person.objects.of(self.organisation).filter(contact_points=None).exists()

    @invariant()
    def the_ledger_verifies(self):
        if hasattr(self, "organisation"):
            assert evidence.verify_live(self.organisation.pk).ok


SIRENS = iter([])


@pytest.mark.django_db(transaction=True)
def test_any_life(monkeypatch):
    import itertools  # noqa: PLC0415  beside its use

    def luhn(number: int) -> str:
        for last in range(10):
            text = f"{number:08d}{last}"
            total = sum(sum(divmod(int(c) * (1 + place % 2), 10)) for place, c in enumerate(reversed(text)))
            if total % 10 == 0:
                return text
        raise AssertionError

    monkeypatch.setattr(f"{__name__}.SIRENS", (luhn(n) for n in itertools.count(100)))
    before = django_settings.AVAL_JOURNAL
    try:
        run_state_machine_as_test(
            Life,
            settings=settings(
                max_examples=8,
                stateful_step_count=12,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate],
            ),
        )
    finally:
        django_settings.AVAL_JOURNAL = before
        connections.close_all()
