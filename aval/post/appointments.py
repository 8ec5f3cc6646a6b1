"""Confirming a meeting to her: one message, with the file her calendar reads. It offers nothing: the lint would refuse it."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from aval.accounts.models import Brand, Member
from aval.campaigns.meetings import Meeting, as_ics
from aval.post.models import Single
from aval.post.single import write_to
from aval.prospects.models import ContactPoint, Stage


def file_of(stage: Stage, *, at: datetime) -> str:
    """The meeting of this stage, as a calendar file."""
    if stage.meeting_at is None:
        raise ValueError(stage.code)
    house = stage.organisation
    person = stage.person
    name = f"{person.first_name} {person.last_name}".strip() or house.legal_name
    organiser = stage.owner
    meeting = Meeting(
        number=f"stage-{stage.pk}@{house.mailbox.rpartition('@')[2]}",
        starts_at=stage.meeting_at,
        about=_("Rendez-vous"),
        with_whom=f"{name}, {house.legal_name}",
        organiser=(organiser.get_full_name() or house.legal_name) if organiser else house.legal_name,
        organiser_email=organiser.email if organiser else house.mailbox,
    )
    return as_ics(meeting, at=at)


@transaction.atomic
def confirm_meeting(stage: Stage, *, at: datetime, by: Member | None) -> Single | None:
    """Write to her, in her language, the day and hour agreed; nothing when she has no address of ours to write to."""
    person = stage.person
    points = ContactPoint.objects.of(stage.organisation_id).filter(
        person=person, medium="email", unreachable_since=None
    )
    point = points.select_related("person").order_by("id").first()
    brand = Brand.objects.of(stage.organisation_id).order_by("id").first()
    if point is None or brand is None or stage.meeting_at is None:
        return None
    with override(person.language):
        hour = localtime(stage.meeting_at)
        said = {
            "day": hour.strftime("%d/%m/%Y"),
            "hour": hour.strftime("%H:%M"),
            "zone": hour.tzname(),
            "house": stage.organisation.legal_name,
        }
        subject = _("Notre rendez-vous du %(day)s") % said
        text = (
            _(
                "Bonjour,\n\nComme convenu, nous nous parlons le %(day)s à %(hour)s (%(zone)s). Le fichier joint se met à votre agenda.\n\nPour changer l’heure ou y renoncer, répondez simplement à ce message.\n\n%(house)s"
            )
            % said
        )
        calendar = file_of(stage, at=at)
    return write_to(
        stage.organisation, brand=brand, message_type="transactional", to=point, subject=subject, text=text, calendar=calendar,
        language=person.language, about=f"stage:{stage.pk}", at=at, by=by,
    )  # fmt: skip
