"""Five machines and a campaign: workers are killed, cut off, filled up, their base restarted, their mail server moody.

After it all, what the server took and what the base says agree: none twice, none lost, the uncertain listed (T9).
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from aval import keys
from tests import engines
from tests.journeys.hosts import NETWORK, Host, Keeper, may_make_hosts

PEOPLE = 1500
PATIENCE = 120  # seconds
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not may_make_hosts(), reason="making network namespaces asks for root and iproute2"),
]


@pytest.fixture
def network():
    """A switch, and the machines on it."""
    with ExitStack() as closing:
        switch = Host("switch", 254)
        closing.callback(switch.close)
        hosts = {"base": 1, "sink": 5, "one": 11, "two": 12, "three": 13}
        made = {}
        for name, number in hosts.items():
            made[name] = Host(name, number, switch)
            closing.callback(made[name].close)
        yield made


class Base(engines.Cluster):
    """PostgreSQL on a machine of its own; the test looks at it through its socket."""

    def __init__(self, host):
        super().__init__()
        self.host = host

    def start(self):
        self._run("initdb", "-D", self.folder / "data", "-A", "trust", "-U", "aval", "-E", "UTF8", "--no-sync")
        with (self.folder / "data" / "pg_hba.conf").open("a") as doors:
            doors.write(f"host all all {NETWORK}.0/24 trust\n")
        self.turn("start")

    def turn(self, how):
        options = f"{engines.FAST} -c listen_addresses={self.host.address} -c unix_socket_directories={self.folder}"
        self._run(
            "pg_ctl", "-D", self.folder / "data", "-w", "-m", "fast", "-l", self.folder / "log", "-o", options, how
        )

    def _run(self, program, *arguments):
        call = self.host.inside(*self.as_whom, engines.find_program(program), *map(str, arguments))
        subprocess.run(call, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)

    def ask(self, statement):
        with psycopg.connect(f"host={self.folder} user=aval dbname=postgres", autocommit=True) as line:
            found = line.execute(statement)
            return found.fetchall() if found.description else []


@pytest.fixture
def base(network):
    base = Base(network["base"])
    base.start()
    yield base
    base.stop()


def environment_of(home, base, host=None):
    socket = str(base.folder).replace("/", "%2F")
    soon = "tcp_user_timeout=2000&connect_timeout=2&options=-c%20idle_in_transaction_session_timeout%3D3s"
    where = f"{base.host.address}/postgres?{soon}" if host else f"{socket}/postgres"
    return os.environ | {
        "AVAL_HOME": str(home),
        "DATABASE_URL": f"postgresql://aval@{where}",
        "DJANGO_SETTINGS_MODULE": "aval.config.settings",
        "PYTHONPATH": str(Path.cwd()),
    }


def ask_module(environment, *arguments):
    command = [sys.executable, "-m", "tests.journeys.hosts", *arguments]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    return done.stdout


@pytest.fixture
def keepers(network, base, tmp_path):
    """A worker on each of three machines, with the keys of the base, a disk of its own, and the sink for a relay."""
    home = tmp_path / "home"
    home.mkdir()
    keys.create_missing(home)
    ask_module(environment_of(home, base), "make", str(PEOPLE))
    (tmp_path / "hosts").write_text(f"{network['sink'].address} localhost\n")
    with ExitStack() as closing:
        started = {}
        for name in ("one", "two", "three"):
            disk = tmp_path / name
            disk.mkdir()
            network[name].run("mount", "-t", "tmpfs", "-o", "size=300k,mode=700", "tmpfs", str(disk))
            network[name].run("cp", "-a", f"{home}/.", str(disk))
            network[name].run("mount", "--bind", str(tmp_path / "hosts"), "/etc/hosts")
            started[name] = Keeper(network[name], environment_of(disk, base, network[name]))
            closing.callback(started[name].stop)
        yield home, started


def test_what_the_server_took_and_what_the_base_says_agree(network, base, keepers, tmp_path):
    home, workers = keepers
    taken = tmp_path / "taken.json"
    command = network["sink"].inside(sys.executable, "-m", "tests.journeys.hosts", "sink", str(taken), "20261124")
    given = environment_of(home, base)
    sink = subprocess.Popen(command, env=given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert sink.stdout.readline() == "ready\n"
    for worker in workers.values():
        worker.start()

    def sent():
        return base.ask("SELECT count(*) FROM post_attempt WHERE state = 'sent'")[0][0]

    def wait(happened):
        patience = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < patience, (base.ask("SELECT state FROM campaigns_campaign"), logs(tmp_path))
            time.sleep(0.02)

    wait(lambda: sent() > PEOPLE * 0.1)
    workers["one"].kill()
    wait(lambda: sent() > PEOPLE * 0.25)
    network["two"].unplug()
    wait(lambda: workers["two"].falls and sent() > PEOPLE * 0.4)
    network["two"].plug()
    base.turn("restart")
    wait(lambda: sent() > PEOPLE * 0.55)
    falls, full = workers["three"].falls, tmp_path / "three" / "full"
    network["three"].run("dd", "if=/dev/zero", f"of={full}", "bs=512", check=False)
    wait(lambda: workers["three"].falls > falls)
    network["three"].run("rm", str(full))

    def over():
        base.ask("UPDATE post_attempt SET not_before = NULL WHERE state = 'waiting'")  # five minutes pass
        return base.ask("SELECT state FROM campaigns_campaign") == [("finished",)]

    wait(over)
    for worker in workers.values():
        worker.stop()
    sink.stdin.close()
    sink.wait(10)
    sink.stdout.close()
    check(json.loads(taken.read_text()), json.loads(ask_module(environment_of(home, base), "counts")))


def check(taken, told):
    arrived, states = Counter(taken), Counter(told["states"].values())
    print(dict(states), len(arrived), "arrived")  # noqa: T201  the figures, for who runs with -s
    assert max(arrived.values()) == 1, "somebody was written to twice"
    assert set(states) <= {"sent", "uncertain"}
    assert states.total() == PEOPLE
    sent = {address for address, state in told["states"].items() if state == "sent"}
    assert sent <= set(arrived), "said sent, never taken"
    assert states["uncertain"] < PEOPLE * 0.1
    assert told["kinds"]["message:handed"] == states["sent"]
    assert told["kinds"]["attempt:uncertain"] == states["uncertain"]
    assert told["ledger"]


def logs(folder):
    return {path.name: path.read_text()[-800:] for path in Path(folder).glob("*.log")}
