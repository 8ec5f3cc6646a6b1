"""The worker's loop: imports and running campaigns, each in its turn, and the daily round. The clock is read here.

An error in one campaign pauses it, with its reason; it never stops the others. An error of the base or of the ledger
stops the worker: what it cannot prove, it does not do.
"""

import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, close_old_connections
from django.utils.translation import gettext as _

from aval import evidence, keys
from aval.campaigns.letters.composing import IncompleteSender
from aval.campaigns.letters.words import BadWords
from aval.campaigns.models import Campaign
from aval.clearance.quarantine import examine_all
from aval.post import sandbox
from aval.post.attempts import aim_attempts
from aval.post.claiming import Claim, claim
from aval.post.connecting import CannotConnect
from aval.post.doubts import look_up
from aval.post.following import follow_all
from aval.post.handing import SenderRefused, hand_over
from aval.post.health import Pulse
from aval.post.journal import CannotNote, Journal
from aval.post.models import Attempt
from aval.post.owed import send_owed, waiting
from aval.post.plans import CannotLeave, NoLetter, Plan, plan_of
from aval.post.recording import Settled, record
from aval.post.recovering import fail_import, give_back_imports, give_up_the_dead, leave, let_go
from aval.post.returns.reader import Reader
from aval.post.routes import Route, Routes
from aval.post.running import finish_if_done, pause_for
from aval.post.servers import Unsealable, explain
from aval.post.texts.handing import send_texts, texting
from aval.post.watching import Watch
from aval.post.welcoming import welcome
from aval.post.workers import BEAT, Replaced, arrive, beat
from aval.prospects.importing import claimable, run_import
from aval.prospects.models import Import
from aval.prospects.uploads import is_mine

IDLE = 0.5  # seconds between two looks when there is nothing to do
ROUNDS = timedelta(seconds=10)  # between two looks for dead workers
A_MOMENT = 1.0  # seconds of sending a claim should hold: what is uncertain when a whole machine dies
SMALLEST, LARGEST, FIRST = 10, 1000, 50  # attempts in a claim
AHEAD = 20  # waiting imports looked at, for one whose file this machine sees
FATAL = (
    DatabaseError,
    evidence.OutsideTransaction,
    evidence.UnknownKind,
    evidence.NotCanonical,
    keys.KeyMissing,
    CannotNote,
    Replaced,
)
Job = Callable[[datetime], bool]  # something the doors give a worker to do; whether it did anything
log = logging.getLogger(__name__)


def now() -> datetime:
    return datetime.now(UTC)


class Stopping(Exception):
    """Told to stop in the middle of a file: another worker takes it up at the same line."""


class Work:
    """One worker, from its arrival until `leave`. `first`: what the doors above give it to do at each turn; `chores`: at each
    round, told the instant, its name and what to call between two transactions."""

    def __init__(
        self,
        stopping: Callable[[], bool] = lambda: False,
        first: Sequence[Job] = (),
        chores: Callable[[datetime, str, Callable[[], None]], None] | None = None,
    ) -> None:
        self.stopping, self.first, self.chores = stopping, first, chores
        self.worker = arrive(now())
        self.journal = Journal(self.worker.name)
        self.routes, self.pulse = Routes(), Pulse()
        self._sizes: dict[int, int] = {}
        self._rounds_at = datetime.min.replace(tzinfo=UTC)

    def run(self) -> None:
        """Work until `stopping`, mailboxes read beside."""
        reader = Reader(now)
        reader.start()
        try:
            while not self.stopping():
                if not self.turn():
                    close_old_connections()
                    time.sleep(IDLE)
        finally:
            reader.stop()

    def turn(self) -> bool:
        """What the doors gave, what is owed to somebody, a claim of every running campaign, then an import; whether anything was done."""
        at = now()
        if at - self.worker.seen_at >= BEAT:
            beat(self.worker, at)
        if at - self._rounds_at >= ROUNDS:
            give_up_the_dead(at)
            while look_up(at):
                pass
            follow_all(at)
            self._rounds_at = at
            if self.chores:
                self.chores(at, self.worker.name, self._between_batches)
        done = welcome(at)
        for job in self.first:
            done = job(now()) or done
        return done | self._send_owed() | self._send_texts() | self._send_round() | self._read_import()

    def _send_owed(self) -> bool:
        """Messages to one person: they wait for no campaign."""
        done = False
        for brand in waiting(now()):
            if self.stopping():
                break
            done = send_owed(self.worker, self.journal, brand, self.routes, self.stopping, now()) or done
        return done

    def _send_texts(self) -> bool:
        """Texts: a few at a time, for a gateway is slow."""
        done = False
        for brand in texting(now()):
            if self.stopping():
                break
            done = send_texts(self.worker, self.journal, brand, self.stopping, now()) or done
        return done

    def _send_round(self) -> bool:
        """A claim of every running campaign; whether anything was done."""
        done = False
        running = Campaign.objects.filter(state=Campaign.State.RUNNING).order_by("pk")
        for campaign in running.select_related("source", "offer__brand__organisation"):
            if self.stopping():
                break
            done = self._serve(campaign) or done
        return done

    def _read_import(self) -> bool:
        """The oldest import that waits; campaigns go on between its batches."""
        waiting = next((one for one in claimable()[:AHEAD] if is_mine(one, now())), None)
        if waiting is None or self.stopping():
            return False
        try:
            if run_import(waiting.pk, now(), worker=self.worker.name, progress=self._between_batches) is None:
                return False
            examine_all(waiting.organisation, at=now())
        except FATAL:
            raise
        except Stopping:
            give_back_imports([self.worker.name])
        except Exception as error:
            log.exception("import %s", waiting.pk)
            fail_import(waiting.pk, type(error).__name__)
        return True

    def _between_batches(self, _run: Import | None = None) -> None:
        beat(self.worker, now())
        if self.stopping():
            raise Stopping
        self._send_round()

    def leave(self) -> None:
        """Close the connections and go."""
        self.routes.close()
        leave(self.worker, now())
        self.journal.close()

    def _serve(self, campaign: Campaign) -> bool:
        """One claim of this campaign; what goes wrong in it pauses it."""
        try:
            return self._send(campaign)
        except FATAL:
            raise
        except (CannotConnect, Unsealable) as error:
            pause_for(campaign, explain(error), now())
        except SenderRefused as error:
            pause_for(campaign, _("Le serveur refuse l’expéditeur : {reply}").format(reply=error.reply), now())
        except (BadWords, IncompleteSender, CannotLeave, NoLetter) as error:
            pause_for(campaign, _("La lettre ne peut pas partir : {why}").format(why=error), now())
        except Exception as error:
            log.exception("campaign %s", campaign.pk)
            sandbox.sandbox().forget(campaign.organisation_id)
            let_go(self.worker.name, now())
            self.journal.empty()
            pause_for(campaign, f"{type(error).__name__}: {error}", now())
        return True

    def _send(self, campaign: Campaign) -> bool:
        at = now()
        plan = plan_of(campaign, at)
        if not plan.steps and not Attempt.objects.filter(campaign=campaign).exists():
            aim_attempts(campaign, at)
        health = self.pulse.feel(campaign, at)
        if health.stop:
            pause_for(campaign, health.stop, at)
            return True
        route = self.routes.ready(plan.ways, at)
        if route is None or self.pulse.must_wait(campaign, at):
            return False
        size = SMALLEST if health.slow else self._sizes.get(campaign.pk, FIRST)
        taken = claim(self.worker, campaign, plan, route.way, size, at)
        if not taken.taken:
            return finish_if_done(campaign, at)
        if taken.granted:
            started = time.monotonic()
            self._hand_over(taken, plan, route)
            rate = len(taken.granted) / max(time.monotonic() - started, 0.001)
            self._sizes[campaign.pk] = round(min(max(rate * A_MOMENT, SMALLEST), LARGEST))
        return True

    def _hand_over(self, taken: Claim, plan: Plan, route: Route) -> None:
        watch = Watch(self.worker, plan, taken, now())
        try:
            settled = hand_over(taken, plan, route, watch, self.journal, now(), self.stopping)
        except SenderRefused as error:
            self._record(plan, route, error.settled)
            raise
        self._record(plan, route, settled)

    def _record(self, plan: Plan, route: Route, settled: list[Settled]) -> None:
        record(self.worker, route.way, plan.aim.organisation, plan.campaign, settled, now())
        self.journal.empty()
