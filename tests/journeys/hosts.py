"""Machines that share nothing but a network: each host has its own addresses, processes, name and mounts (Linux, root).

`python -m tests.journeys.hosts make N` makes the base and a campaign to N people; `sink FILE SEED` is a moody mail
server; `counts` says what the base holds.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from pathlib import Path

NETWORK = "10.203.7"
PORT = 2525


def may_make_hosts() -> bool:
    """Whether this account may make namespaces and links between them."""
    if os.geteuid() or not shutil.which("ip") or not shutil.which("nsenter"):
        return False
    try_it = "ip link add left type veth peer name right"
    try_it = ["unshare", "--net", "--pid", "--mount", "--uts", "--fork", *try_it.split()]
    return subprocess.run(try_it, capture_output=True, check=False).returncode == 0


class Host:
    """One machine. `run` and `spawn` start programs in it; `plug` and `unplug` its only cable."""

    def __init__(self, name: str, number: int, switch: "Host | None" = None) -> None:
        self.name, self.address, self.switch = name, f"{NETWORK}.{number}", switch
        space = ["unshare", "--net", "--pid", "--mount", "--uts", "--fork", "--kill-child", "--mount-proc"]
        self.keeper = subprocess.Popen(
            [*space, "sh", "-c", f"hostname {name}; echo up; exec sleep 300"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.keeper.stdout.readline()
        children = Path(f"/proc/{self.keeper.pid}/task/{self.keeper.pid}/children")
        self.first = int(children.read_text().split()[0])
        self.ip("link", "set", "lo", "up")
        if switch is None:
            self.ip("link", "add", "bridge", "type", "bridge")
            self.ip("link", "set", "bridge", "up")
            return
        self.ip("link", "add", "eth0", "type", "veth", "peer", "name", name, "netns", str(switch.first))
        self.ip("addr", "add", f"{self.address}/24", "dev", "eth0")
        self.ip("link", "set", "eth0", "up")
        switch.ip("link", "set", name, "master", "bridge", "up")

    def ip(self, *arguments: str) -> None:
        """As seen from outside: the number of another host's process means something."""
        subprocess.run(
            ["nsenter", "-t", str(self.first), "-n", "--", "ip", *arguments], capture_output=True, check=True
        )

    def inside(self, *program: str) -> list[str]:
        return ["nsenter", "-t", str(self.first), "-n", "-p", "-m", "-u", "--", *program]

    def run(self, *program: str, check: bool = True) -> subprocess.CompletedProcess:
        return subprocess.run(self.inside(*program), capture_output=True, text=True, check=check)

    def plug(self) -> None:
        self.switch.ip("link", "set", self.name, "up")

    def unplug(self) -> None:
        self.switch.ip("link", "set", self.name, "down")

    def close(self) -> None:
        self.keeper.kill()
        self.keeper.wait()
        self.keeper.stdout.close()


class Keeper(threading.Thread):
    """A worker on a host, another when it falls, as any service manager does; `falls` counts."""

    def __init__(self, host: Host, environment: dict[str, str]) -> None:
        super().__init__(daemon=True)
        command = host.inside(sys.executable, "-m", "tests.journeys.restarting")
        log = Path(environment["AVAL_HOME"]).with_suffix(".log").open("wb")
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )
        log.close()
        self.host, self.number, self.falls, self.stopping = host, 0, 0, False

    def run(self) -> None:
        while not self.stopping:
            self.process.stdin.write("go\n")
            self.process.stdin.flush()
            self.number = int(self.process.stdout.readline() or 0)
            if not self.process.stdout.readline():
                return
            self.falls += 1

    def kill(self) -> None:
        self.host.run("kill", "-KILL", str(self.number), check=False)

    def stop(self) -> None:
        self.stopping = True
        self.kill()
        self.join(10)
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def make(size: int) -> None:
    """A base with its tables, and a campaign to so many people that leaves by the sink."""
    from django.core.management import call_command  # noqa: PLC0415  after the settings

    from aval.console.benches.sending import make_campaign  # noqa: PLC0415
    from aval.post.attempts import aim_attempts  # noqa: PLC0415
    from aval.post.models import MailServer  # noqa: PLC0415
    from tests.cast import NOON  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    campaign = make_campaign(size, NOON)
    aim_attempts(campaign, NOON)
    MailServer.objects.create(
        organisation=campaign.organisation, brand=campaign.offer.brand, host="localhost", port=PORT, security="none", connections=2
    )  # fmt: skip


def counts() -> dict:
    """What the base says: the state of each address, the entries of each kind, whether the ledger holds."""
    from django.db.models import Count  # noqa: PLC0415  after the settings

    from aval.accounts.models import Organisation  # noqa: PLC0415
    from aval.evidence import verify_live  # noqa: PLC0415
    from aval.evidence.models import Entry  # noqa: PLC0415
    from aval.post.models import Attempt  # noqa: PLC0415

    return {
        "states": dict(Attempt.objects.values_list("contact_point__value", "state")),
        "kinds": dict(Entry.objects.values_list("kind").annotate(Count("seq"))),
        "ledger": verify_live(Organisation.objects.get().pk).ok,
    }


def sink(file: str, seed: int) -> None:
    """A mail server in a mood: slow, hanging up after the content, 421 and 451, once each, to some."""
    from tests.mailserver import MailServer  # noqa: PLC0415  not needed by the others

    chance, met = random.Random(seed), set()  # noqa: S311  moods, not secrets

    def mood(recipient: str) -> str:
        if recipient in met:
            return ""
        met.add(recipient)
        draw = chance.random()
        moods = {0.01: "drop-after-", 0.02: "closing-", 0.05: "later-", 0.055: "slow-"}
        return next((name for bar, name in moods.items() if draw < bar), "")

    with MailServer(address=("0.0.0.0", PORT), mood=mood, pause=0.004) as server:  # noqa: S104  its own namespace
        print("ready", flush=True)  # noqa: T201  the caller waits for it
        sys.stdin.read()
    Path(file).write_text(json.dumps([recipient for recipient, _ in server.received]))


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    if what == "sink":
        sink(arguments[0], int(arguments[1]))
    else:
        from aval.console.command import set_up

        set_up("fr")
        if what == "make":
            make(int(arguments[0]))
        else:
            print(json.dumps(counts()))  # noqa: T201  the caller reads it
