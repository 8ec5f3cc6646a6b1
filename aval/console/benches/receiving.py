"""Forms measured: submissions over HTTP while a worker settles them, all killed once in the middle; and robots' alone.

Puzzles are made easy here (their cost is the sender's machine's); checking one costs the same whatever its difficulty.
"""

import contextlib
import http.client
import os
import random
import resource
import signal
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from aval.accounts.setup import declare_brand, set_up_organisation
from aval.accounts.tenancy import Owned
from aval.collection import puzzles
from aval.collection.drafts import Draft
from aval.collection.models import FormVersion, Submission
from aval.collection.publishing import declare_form, publish
from aval.console.pages import serve
from aval.post.worker import Work
from aval.prospects.models import Consent, Person

SENDERS = 16
ROBOTS, FIRST = 2000, 200
EASY = 4  # bits
WORDING = "J’accepte que Mesure vous envoie ses offres par courriel."


def measure(size: int) -> dict[str, Any]:
    """Submissions a minute taken and settled, what was lost or doubled by a kill, milliseconds a robot."""
    version = make_form()
    puzzles.BITS = EASY
    robot = cost_of_robots(version)
    port = free_port()
    sending = [threading.Thread(target=send_part, args=(version, port, part, size)) for part in range(SENDERS)]
    accepted.clear()
    children = start(port)
    started, spent = time.perf_counter(), cpu()
    for one in sending:
        one.start()
    killed = False
    while any(one.is_alive() for one in sending):
        time.sleep(0.05)
        if not killed and len(accepted) >= size // 2:
            stop(children)
            children, killed = start(port), True
    taken = time.perf_counter() - started
    settled = wait_until_settled(size)
    stop(children)
    stamps = set(ours(Submission).values_list("stamp", flat=True))
    lost = len(set(accepted) - stamps)
    doubled = ours(Submission).count() - len(stamps) + ours(Person).count() - size
    return {
        "ok": lost == 0 and doubled == 0 and settled and killed and robot["median"] < 1,
        "base": connection.vendor,
        "submissions": size,
        "killed_in_the_middle": killed,
        "taken_a_minute": round(60 * size / taken),
        "settled_a_minute_whole": round(60 * size / (time.perf_counter() - started)),
        "cpu_ms_a_submission": round(1000 * (cpu() - spent) / size, 2),  # senders, pages and worker together
        "lost": lost,
        "doubled": doubled,
        "acts_of_consent": ours(Consent).count(),
        "robot_ms_median": round(robot["median"], 3),
        "robot_ms_p99": round(robot["p99"], 3),
    }


def ours(model: type[Owned]) -> Any:
    """The rows of the only organisation there is."""
    return model.objects.of(1)


def cpu() -> float:
    """Seconds of processor, of this process and of those it has seen end."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


accepted: list[str] = []  # stamps we were thanked for


def make_form() -> FormVersion:
    at = timezone.now()
    organisation, _ = set_up_organisation(
        at=at, legal_name="Mesure", siren="000 000 018", postal_address="1 rue de la Paix, 59000 Lille", telephone="01 99 00 00 01",
        mailbox="contact@mesure.example",
    )  # fmt: skip
    brand = declare_brand(organisation, name="Mesure", sender_email="bonjour@mesure.example", at=at)
    fields = [
        {"name": name, "label": name, "reason": "mesure", "required": name == "email"}
        for name in ("email", "first_name", "last_name", "company", "title")
    ]
    box = {"purpose": "prospecting", "channel": "email", "wording": WORDING, "confirm": False}
    draft = Draft.read(
        {"title": "Mesure", "use": "mesurer", "prospecting": "consent", "fields": fields, "boxes": [box]}
    )
    return publish(declare_form(brand, name="Mesure", kind="contact", draft=draft, by=None, at=at), by=None, at=at)


def body_of(version: FormVersion, number: int) -> tuple[str, str]:
    """One submission and its stamp."""
    puzzle = puzzles.challenge(version.name, timezone.now())
    given = {
        "email": f"prenom{number}.nom{number}@societe{number % 3000}.example", "first_name": f"Prénom{number}", "last_name": f"Nom{number}",
        "company": f"Société {number % 3000}", "title": random.choice(["DAF", "DRH", "Directeur informatique"]),  # noqa: S311  any
        "version": str(version.number), "puzzle": puzzle, "answer": puzzles.solve(puzzle), **({"box-0": "yes"} if number % 2 else {}),
    }  # fmt: skip
    return urlencode(given), puzzle.split(".")[-2]


def send_part(version: FormVersion, port: int, part: int, size: int) -> None:
    """One of the senders: each of its submissions until it is thanked, the same again when the line is cut."""
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "Host": "localhost",
    }
    for number in range(part, size, SENDERS):
        body, stamp = body_of(version, number)
        while True:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            with contextlib.suppress(OSError, http.client.HTTPException):
                line.request("POST", f"/f/{version.form.code}", body, headers)
                answer = line.getresponse()
                answer.read()
                if answer.status == 303:
                    accepted.append(stamp)
                    break
            line.close()
            time.sleep(0.05)


def start(port: int) -> list[int]:
    """The pages in one process, a worker in another; their groups."""
    connection.close()
    pages = fork(lambda: serve(f"127.0.0.1:{port}", threads=8, say=lambda _address: None, beside=None))
    return [pages, fork(lambda: Work().run())]


def fork(doing: Callable[[], object]) -> int:
    child = os.fork()
    if child:
        return child
    os.setsid()
    try:
        doing()
    finally:
        os._exit(0)


def stop(children: list[int]) -> None:
    """As a power cut would: no process hears anything before it is gone."""
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)


def wait_until_settled(size: int) -> bool:
    """Until the worker has nothing left, two minutes at most."""
    for _ in range(1200):
        if ours(Submission).filter(state="settled").count() >= size:
            return True
        time.sleep(0.1)
    return False


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def cost_of_robots(version: FormVersion) -> dict[str, float]:
    """Milliseconds of what a robot that fills the trap, or solves nothing once the flood is seen, costs a view."""
    took = sorted(each_robot(version))
    return {"median": statistics.median(took), "p99": took[int(len(took) * 0.99)]}


def each_robot(version: FormVersion) -> Iterator[float]:
    factory, url = RequestFactory(HTTP_HOST="localhost"), f"/f/{version.form.code}"
    page = resolve(url).func
    for number in range(-FIRST, ROBOTS):  # the first of a flood still reach the base
        given = {
            "email": f"robot{number}@spam.example",
            "version": "1",
            **({"website": "https://spam.example"} if number % 2 else {}),
        }
        asked = factory.post(url, given)
        began = time.perf_counter()
        page(asked, version.form.code)
        if number >= 0:
            yield (time.perf_counter() - began) * 1000
    ours(Submission).delete()
