"""What a human carries: letters printed and posted, private messages copied by hand. Aval decides, writes and records."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Brand
from aval.accounts.tenancy import Owned
from aval.campaigns.models import Offer, Task
from aval.clearance.models import Clearance
from aval.prospects.models import ContactPoint, Person, Source


class Printing(Owned):
    """Letters printed together; the PDF is made again from their rows, never kept. `posted_at`: when they went to the post."""

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="printings")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    posted_at = models.DateTimeField(null=True)


class Missive(Owned):
    """One letter or private message to one person. Only a member posts it or copies it: no program drives a platform.

    `ready` is printed, or shown to be copied, under the `clearance` of that minute; nothing is ready without one. `code` is
    the short word by which a reader on paper reaches her page.
    """

    class Channel(models.TextChoices):
        POST = "post", _("courrier")
        PRIVATE = "social_dm", _("message privé")

    class State(models.TextChoices):
        WAITING = "waiting", _("à préparer")
        REFUSED = "refused", _("refusée")
        READY = "ready", _("prête")
        SENT = "sent", _("partie")
        DROPPED = "dropped", _("abandonnée")
        RETURNED = "returned", _("revenue")

    class Returned(models.TextChoices):
        UNKNOWN = "npai", _("destinataire inconnu à l’adresse (NPAI)")
        ADDRESS = "address", _("défaut d’accès ou d’adressage")
        UNCLAIMED = "unclaimed", _("pli non réclamé")
        REFUSED = "refused", _("pli refusé par le destinataire")

    channel = models.CharField(_("canal"), max_length=10, choices=Channel)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="missives")
    contact_point = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, null=True, on_delete=models.SET_NULL, related_name="missives")
    clearance = models.ForeignKey(Clearance, null=True, on_delete=models.PROTECT, related_name="missives")
    printing = models.ForeignKey(Printing, null=True, on_delete=models.PROTECT, related_name="letters")
    code = models.CharField(max_length=12, unique=True)
    subject = models.CharField(_("objet"), max_length=200, blank=True)
    text = models.TextField(_("texte"), blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    ready_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=10, choices=Returned, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "refused", "dropped"]) | Q(clearance__isnull=False),
                name="no_clearance_no_missive",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "channel", "state", "id"], name="missives_to_carry")]
