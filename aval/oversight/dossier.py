"""What the control file holds of our own watch: inspections, faults, measures taken."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from aval.accountability.pieces import Asked, Document, Row
from aval.accounts.models import Organisation
from aval.oversight.models import Fault, Inspection, Sanction
from aval.oversight.wording import say, sentences


def _inspections(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    for one in asked.within(Inspection.objects.of(ours), "at").order_by("pk").iterator():
        yield (one.at, one.faults, one.appeared, one.gone, one.failed)


def _faults(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    for one in asked.within(Fault.objects.of(ours), "found_at").select_related("owner").order_by("pk").iterator():
        said = say(one.check_code, one.facts) if one.check_code in sentences() else None
        text, article = (said.text, said.article) if said else (one.check_code, "")
        yield (
            one.found_at,
            one.gone_at,
            one.get_gravity_display(),
            text,
            article,
            one.owner.email if one.owner else "",
        )


def _sanctions(ours: Organisation, at: datetime, asked: Asked) -> Iterator[Row]:
    rows = asked.within(Sanction.objects.of(ours), "at").select_related("by", "lifted_by")
    for one in rows.order_by("pk").iterator():
        by = one.by.email if one.by else ""
        lifted = one.lifted_by.email if one.lifted_by else ""
        yield (
            one.at,
            one.get_kind_display(),
            one.about,
            one.reason,
            by,
            one.until_on,
            one.lifted_at,
            lifted,
            one.lifted_because,
        )


DOCUMENTS = (
    Document("inspections.csv", _("Contrôles internes, chaque passage"), ("le", "fautes", "apparues", "reparees", "sans_reponse"), _inspections),
    Document("fautes.csv", _("Ce que le contrôle interne a trouvé, et quand c’était réparé"), ("depuis", "repare_le", "gravite", "faute", "article", "chargee_a"), _faults),
    Document("mesures.csv", _("Mesures internes prises et levées"), ("le", "mesure", "au_sujet_de", "motif", "par", "avant_le", "levee_le", "levee_par", "parce_que"), _sanctions),
)  # fmt: skip
