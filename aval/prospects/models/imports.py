"""Files read, what became of each line, and the mappings members taught us."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from aval.accounts.tenancy import Owned
from aval.prospects.models.sources import Source


class Import(Owned):
    """One file read into one source. A worker claims it, a person may watch, cancel and resume it.

    `layout` says how the file is written (encoding, separator, columns, line of the header); `lines_done` is the last
    line committed, where a resumed import starts again. `read` = created + updated + unchanged + merged + refused + opposed.
    A running import not seen for a while belongs to a worker that died: another may claim it.
    """

    class State(models.TextChoices):
        MAPPING = "mapping", _("colonnes à confirmer")
        WAITING = "waiting", _("en attente")
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        CANCELLED = "cancelled", _("interrompu")
        FAILED = "failed", _("échoué")

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="imports")
    filename = models.CharField(max_length=255)
    path = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    layout = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    dry_run = models.BooleanField(default=False)
    cancel_asked = models.BooleanField(default=False)
    keep_file = models.BooleanField(default=False)
    error = models.CharField(max_length=60, blank=True)
    worker = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField(null=True)
    lines_total = models.PositiveIntegerField(null=True)
    lines_done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    opposed = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    evidence = models.PositiveBigIntegerField(null=True)

    @property
    def read(self) -> int:
        """Lines that held something, whatever became of them."""
        return self.created + self.updated + self.unchanged + self.merged + self.refused + self.opposed

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "id"])]


class RefusedLine(Owned):
    """A line that could not come in: where, which field, why; the line itself (its cells, as JSON), to mend and bring back.

    `fingerprint` is that of its address or number, when it could be read: erasure finds it by it.
    """

    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="refused_lines", db_index=False)
    line = models.PositiveIntegerField()
    field = models.CharField(max_length=40)
    reason = models.CharField(max_length=60)
    content = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["run", "line"]),
            models.Index(fields=["organisation", "fingerprint"]),
        ]


class ColumnMapping(Owned):
    """How a header line was understood last time; `header` is its SHA-256."""

    header = models.CharField(max_length=64)
    mapping = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "header"], name="one_mapping_a_header")
        ]
