"""Where the pages of people's time hang, and how features above tell what a meeting is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from flask import Blueprint, Flask, current_app

from learning.i18n import _, listing
from learning.people.models import Person
from learning.scheduling.queries.meetings import Details, Meeting
from learning.scheduling.rules.walls import zone_of

bp = Blueprint("scheduling", __name__)

Describe = Callable[[Person, Sequence[int]], Mapping[int, Details]]


def init_app(app: Flask, describe: Mapping[str, Describe]) -> None:
    """`describe`: for the appointments of a feature, by its name, where and what each one is."""
    app.extensions["meetings"] = describe


def details_of(meetings: Sequence[Meeting], reader: Person) -> dict[int, Details]:
    """By appointment, what its feature says of it, in one question a feature."""
    found: dict[int, Details] = {}
    for feature, describe in current_app.extensions["meetings"].items():
        ids = [
            one.appointment.id
            for one in meetings
            if one.appointment.kind.partition(".")[0] == feature
        ]
        if ids:
            found |= describe(reader, ids)
    return found


def title_of(meeting: Meeting, details: Details | None = None) -> str:
    """What a meeting is called in its reader's calendar."""
    if details is not None and details.title:
        if meeting.appointment.kind == "mentoring.circle":
            return str(_("Circle: %(topic)s", topic=details.title))
        return details.title
    names = listing(person.name for person in meeting.others)
    if not names:
        return str(_("A meeting"))
    kind = meeting.appointment.kind
    if kind == "mentoring.flash":
        return str(_("Flash talk with %(names)s", names=names))
    if kind.startswith("mentoring."):
        return str(_("Mentoring with %(names)s", names=names))
    return str(_("Meeting with %(names)s", names=names))


def other_zones(meeting: Meeting, person: Person) -> list[Person]:
    """The others whose clock shows another time, one for each such clock."""
    offsets = {_offset(meeting, person)}
    found: list[Person] = []
    for other in meeting.others:
        offset = _offset(meeting, other)
        if offset not in offsets:
            offsets.add(offset)
            found.append(other)
    return found


def _offset(meeting: Meeting, person: Person) -> timedelta | None:
    return meeting.starts_at.astimezone(zone_of(person.timezone)).utcoffset()
