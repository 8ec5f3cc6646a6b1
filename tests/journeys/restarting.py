"""Workers that start in an instant, to be killed in great number: Aval is loaded once, each worker is a fork of it.

`python -m tests.journeys.restarting`: one worker a line read; its process number is printed, then `gone`. No base and
no thread is touched before the fork. It is always past noon, on the Monday of the cast.
"""

import os
import subprocess
import sys
import time
from datetime import timedelta

from aval.console.command import set_up


class Workers:
    """Workers one after the other, each in a process of its own."""

    def __init__(self, environment):
        command = [sys.executable, "-m", "tests.journeys.restarting"]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self, number, how):
        os.kill(number, how)
        assert self.process.stdout.readline() == "gone\n"

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def main() -> None:
    """Fork a worker for each line, until the end of the input."""
    set_up("fr")
    from aval.post import worker  # noqa: PLC0415  after the settings
    from aval.post.exits import exit_answers  # noqa: PLC0415  the same
    from tests.cast import NOON  # noqa: PLC0415  the same

    exit_answers(local=True)  # her pages are loaded once, before the fork
    started = time.monotonic()
    worker.now = lambda: NOON + timedelta(seconds=time.monotonic() - started)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            worker.Work().run()
        print(child, flush=True)  # noqa: T201  the caller reads it
        os.waitpid(child, 0)
        print("gone", flush=True)  # noqa: T201  the caller reads it


if __name__ == "__main__":
    main()
