"""Submissions stored together, each once: a sender is answered after the commit that holds hers."""

from collections.abc import Sequence

from aval.collection.models import Submission
from aval.prospects.together import Together


def _store(rows: Sequence[Submission]) -> None:
    """A row known already by its stamp is stored already."""
    Submission.objects.bulk_create(rows, ignore_conflicts=True)


TOGETHER: Together[Submission] = Together(_store)
