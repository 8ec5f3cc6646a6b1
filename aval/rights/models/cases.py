"""What a person asks of us, what happened since, and what we answered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aval.accounts.models import Member
from aval.accounts.tenancy import Owned
from aval.prospects.models import Person, Source


class Right(models.TextChoices):
    """What is asked (art. 15 to 21 GDPR, and what people ask besides)."""

    ACCESS = "access", _("accès à ses données")
    RECTIFICATION = "rectification", _("rectification")
    ERASURE = "erasure", _("effacement")
    RESTRICTION = "restriction", _("limitation")
    PORTABILITY = "portability", _("portabilité")
    OBJECTION = "objection", _("opposition")
    COMPLAINT = "complaint", _("plainte")
    INFORMATION = "information", _("question sur ses données")
    OTHER = "other", _("autre demande")


class Door(models.TextChoices):
    """By which way it came: any counts (SAN-2021-021)."""

    PAGE = "page", _("sa page")
    REPLY = "reply", _("réponse à un message")
    TELEPHONE = "telephone", _("téléphone")
    LETTER = "letter", _("courrier")
    COLLEAGUE = "colleague", _("un collègue l’a rapportée")
    FEEDBACK_LOOP = "feedback_loop", _("bouton « indésirable » de sa messagerie")
    CNIL = "cnil", _("transmise par la CNIL")
    API = "api", _("un autre logiciel")


class Case(Owned):
    """One request of one person. It ends in one way: an answer that has left (`answer`); the base refuses any other.

    `who` recognises her across doors and outlives her erasure: `person:12`, or the keyed fingerprint of the address she
    wrote from. What happened is in its steps; `received_at`, `due_on` (none while the clock is paused), `owner` and
    `answer` repeat what they say, so that lists are sorted and the base can refuse. A complaint says what it is about:
    a source, a campaign (its code), a member.
    """

    right = models.CharField(_("demande"), max_length=14, choices=Right)
    door = models.CharField(_("arrivée par"), max_length=14, choices=Door)
    person = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="cases")
    who = models.CharField(max_length=48, blank=True)
    contact = models.CharField(_("où lui répondre"), max_length=300, blank=True)
    said = models.TextField(_("ce qu’elle a dit"), blank=True)
    reference = models.CharField(_("référence (CNIL…)"), max_length=60, blank=True)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    campaign = models.CharField(_("campagne"), max_length=60, blank=True)
    against = models.ForeignKey(Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    received_at = models.DateTimeField(_("reçue le"))
    recorded_at = models.DateTimeField()
    set_due_on = models.DateField(_("échéance fixée par la CNIL"), null=True, blank=True)
    due_on = models.DateField(_("à répondre avant le"), null=True)
    owner = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.OneToOneField(
        "rights.Answer", null=True, on_delete=models.RESTRICT, related_name="ends", verbose_name=_("réponse")
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "who", "right"],
                condition=Q(answer__isnull=True) & ~Q(who=""),
                name="one_open_case_a_right",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "answer", "due_on"], name="cases_by_due_date"),
            models.Index(fields=["organisation", "who"], name="cases_of_somebody"),
        ]


class Answer(Owned):
    """What we say to her about one case: the end of it, or a word on the way (extension, identity, receipt).

    It is written, then it leaves; once it has, its proof is kept and nothing in it changes, but for her erasure.
    """

    class Kind(models.TextChoices):
        DONE = "done", _("ce qui a été fait")
        REFUSED = "refused", _("refus motivé")
        NOTHING = "nothing", _("nous n’avons rien sur elle")
        EXTENDED = "extended", _("délai prolongé")
        IDENTITY = "identity", _("identité à confirmer")
        RECEIVED = "received", _("accusé de réception")
        LIFTED = "lifted", _("limitation levée")

    class Way(models.TextChoices):
        EMAIL = "email", _("courriel")
        LETTER = "letter", _("courrier")
        SPOKEN = "spoken", _("de vive voix")
        PAGE = "page", _("sa page")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=2, default="fr")
    to = models.CharField(_("à"), max_length=300, blank=True)
    subject = models.CharField(_("objet"), max_length=200)
    text = models.TextField(_("texte"))
    digest = models.CharField(max_length=64)
    reasons = models.TextField(_("raisons"), blank=True)
    way = models.CharField(_("envoyée par"), max_length=8, choices=Way, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(_("partie le"), null=True)
    proof = models.CharField(_("preuve"), max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | ~(Q(way="") | Q(proof="")), name="no_answer_sent_without_proof"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["refused", "extended", "identity"], reasons=""), name="no_refusal_without_reason"
            ),
        ]


class CaseStep(Owned):
    """One thing that happened to a case. Only ever added: the history is the case."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("demande reçue")
        ASSIGNED = "assigned", _("confiée")
        NOTED = "noted", _("noté")
        DOUBTED = "doubted", _("identité en doute, délai suspendu")
        IDENTIFIED = "identified", _("identité confirmée, délai repris")
        EXTENDED = "extended", _("délai prolongé")
        DONE = "done", _("fait")
        TOLD = "told", _("message envoyé")
        REMINDED = "reminded", _("rappel")
        OVERDUE = "overdue", _("délai dépassé")
        ANSWERED = "answered", _("réponse envoyée")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(_("le"))
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    door = models.CharField(max_length=14, choices=Door, blank=True)
    act = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    owner = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.ForeignKey(Answer, null=True, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=["answered", "extended", "doubted", "told"], answer__isnull=True),
                name="no_word_to_her_without_a_message",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["case", "id"])]
