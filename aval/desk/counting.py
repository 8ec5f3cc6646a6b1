"""How many people a list holds, without counting them on each page."""

from collections.abc import Iterable

from django.core.cache import cache
from django.db.models import Count, Sum

from aval.accounts.models import Organisation
from aval.prospects.models import Import, Provenance, Source

KEPT = 300  # seconds a count is believed when nothing was imported since


def people_of(organisation: Organisation, sources: Iterable[Source]) -> dict[int, int]:
    """People known from each source, by its id. Counted again after an import, and every few minutes."""
    ids = [source.pk for source in sources]
    if not ids:
        return {}
    runs = Import.objects.of(organisation).filter(source__in=ids)
    read = dict(runs.values("source").annotate(mark=Sum("lines_done")).values_list("source", "mark"))
    keys = {pk: f"people-of:{pk}:{read.get(pk, 0)}" for pk in ids}
    known = cache.get_many(keys.values())
    counts = {pk: known[key] for pk, key in keys.items() if key in known}
    missing = [pk for pk in ids if pk not in counts]
    if missing:
        found = (
            Provenance.objects.of(organisation).filter(source__in=missing, person__quarantined=False).values("source")
        )
        fresh = dict.fromkeys(missing, 0) | dict(found.annotate(n=Count("pk")).values_list("source", "n"))
        cache.set_many({keys[pk]: n for pk, n in fresh.items()}, KEPT)
        counts |= fresh
    return counts
