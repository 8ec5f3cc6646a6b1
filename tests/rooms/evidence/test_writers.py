"""Several writers at once: no number twice, none missing, and the ledger verifies."""

import threading

import pytest
from django.db import connection, transaction

from aval import evidence
from aval.evidence.models import Entry
from tests.rooms.evidence.conftest import ALIX, AT, CHLOE

WRITERS, ROUNDS = 4, 25


@pytest.mark.django_db(transaction=True)
def test_writers_wait_for_one_another():
    given, wrong, start = [], [], threading.Barrier(WRITERS)

    def write(me: int) -> None:
        try:
            start.wait()
            for turn in range(ROUNDS):
                with transaction.atomic():
                    seq = evidence.record(ALIX, "message:handed", {"me": me, "turn": turn}, at=AT)
                    many = evidence.record_many(ALIX, "reply:received", [({"me": me}, "person:1")] * (turn % 4), at=AT)
                    evidence.record(CHLOE, "message:handed", {"me": me}, at=AT)
                    if turn % 9 == 8:
                        transaction.set_rollback(True)
                    else:
                        given.extend([seq, *many])
                if turn % 10 == 5:
                    evidence.sign_head(ALIX, at=AT)
                if turn == 12:
                    assert evidence.verify_live(ALIX).ok
        except BaseException as why:  # noqa: BLE001  told by the test's own thread
            wrong.append(why)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[me]) for me in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert sorted(given) == list(range(len(given)))
    assert list(Entry.objects.filter(ledger=ALIX).order_by("seq").values_list("seq", flat=True)) == sorted(given)
    assert evidence.verify_live(ALIX).ok
    assert evidence.verify_live(CHLOE).ok
