"""Appointments as calendar files: invitations and their cancellation (RFC 5545, RFC 5546)."""

from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event, vCalAddress

from learning.people.models import Person
from learning.scheduling.models import Appointment


@dataclass(frozen=True)
class Meeting:
    """What a calendar shows of an appointment besides its time."""

    host: Person
    guests: tuple[Person, ...]
    title: str
    place: str


def invitation(appointment: Appointment, meeting: Meeting, now: datetime) -> str:
    """The appointment to be put into calendars, METHOD REQUEST.

    A calendar knows it by its UID and takes a higher SEQUENCE for a change. Times are in UTC, so
    each calendar shows them on its owner's clock. Colleagues who may look into the calendar see
    only that the time is taken.
    """
    return _file("REQUEST", "CONFIRMED", appointment, meeting, now)


def cancellation(appointment: Appointment, meeting: Meeting, now: datetime) -> str:
    """The appointment to be taken out of calendars, METHOD CANCEL."""
    return _file("CANCEL", "CANCELLED", appointment, meeting, now)


def _file(
    method: str, status: str, appointment: Appointment, meeting: Meeting, now: datetime
) -> str:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", meeting.title)
    event.add("location", meeting.place)
    event.add("status", status)
    event.add("class", "PRIVATE")
    event["organizer"] = _address(meeting.host)
    for person in (meeting.host, *meeting.guests):
        attendee = _address(person)
        attendee.params["partstat"] = "ACCEPTED"
        attendee.params["rsvp"] = "FALSE"
        event.add("attendee", attendee, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//Collegium//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params["cn"] = person.name
    return address
