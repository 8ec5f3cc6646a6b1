"""`aval …`: finds the command, runs it, turns refusals into exit codes.

0 done · 1 the answer is no · 2 the input or the call is wrong · 3 it could not be done.
"""

import os
import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command; its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")
    import django  # noqa: PLC0415  settings must be named first

    django.setup()
    raise NotImplementedError(argv or sys.argv[1:])
