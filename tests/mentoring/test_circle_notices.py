"""What the people of circles and office hours are told, by mail and for their calendars."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from learning import clock, jobs
from learning.i18n import LANGUAGES
from learning.mail import MemoryMailer
from learning.mentoring import queries
from learning.mentoring.models import Audience
from learning.mentoring.operations import (
    ask_for_seat,
    cancel_circle_session,
    change_circle_session,
    close_circle,
    decline_guest,
    leave_circle,
    name_co_facilitator,
    open_circle,
    skip_circle_session,
    wait_for_circle,
    withdraw_slot,
)
from learning.notifications.forms import KINDS
from learning.notifications.models import Notification
from learning.web.notices import write
from tests.factories.circles import TOPIC, circle, circle_session, office_hour, proposal
from tests.factories.people import NOON, person

DAY = timedelta(days=1)


@pytest.fixture
def mailer(app, monkeypatch) -> MemoryMailer:
    mailer = MemoryMailer()
    monkeypatch.setitem(app.extensions, "mailer", mailer)
    return mailer


def change(session, by, **fields):
    given = {
        "starts_at": session.starts_at,
        "minutes": 60,
        "place": session.place,
        "agenda": session.agenda,
        "now": NOON,
    }
    change_circle_session(session, by, **given | fields)


def everything_that_happens() -> None:
    """Each operation of circles and office hours that tells somebody something."""
    by, second, leaver, waiting = person(), person(), person(), person()
    wished = proposal()
    open_circle(wished.programme, by, **TOPIC, seats=3, least=2, now=NOON, proposal=wished)
    found = circle(by, second, leaver, person(), seats=3)
    name_co_facilitator(queries.membership(found, second), NOON)
    session = circle_session(found, by)
    change(session, by, place="Room 8")
    change(session, by, starts_at=session.starts_at + DAY)
    skip_circle_session(session, second, NOON)
    wait_for_circle(found, waiting, NOON)
    leave_circle(found, leaver, NOON)
    leave_circle(found, by, NOON)
    cancel_circle_session(session, second, "Ill", NOON)
    close_circle(found, second, "We know it all", NOON)
    hour = office_hour(choose_hours=48, audience=Audience.ALL)
    ask_for_seat(hour.slot, waiting, "My table", NOON)
    decline_guest(ask_for_seat(hour.slot, leaver, "Mine too", NOON), "Next time", NOON)
    withdraw_slot(hour.slot, NOON)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_has_a_subject_and_a_body_and_can_be_silenced(db, language):
    everything_that_happens()

    told = db.scalars(select(Notification)).all()
    kinds = {one.kind for one in told if "circle" in one.kind or "seat" in one.kind}
    assert len(kinds) == 14
    assert kinds <= set(KINDS)
    for notice in told:
        wording = write(notice.kind, notice.facts, language, "Asia/Shanghai")
        assert wording.subject
        assert wording.body
        assert "%(" not in wording.subject + wording.body


def events(db, person):
    """What the calendar of this person was sent of circles, in order: method, sequence, file."""
    query = (
        select(Notification.calendar)
        .where(Notification.person_id == person.id, Notification.calendar.is_not(None))
        .order_by(Notification.id)
    )
    found = []
    for text in db.scalars(query):
        calendar = Calendar.from_ical(text)
        [event] = calendar.walk("VEVENT")
        found.append((str(calendar["METHOD"]), int(event["SEQUENCE"]), str(event["UID"])))
    return found


def test_a_calendar_knows_one_meeting_by_one_uid_and_rising_sequences(db):
    by, member = person(), person()
    session = circle_session(circle(by, member, person()), by)
    change(session, by, starts_at=session.starts_at + DAY)
    cancel_circle_session(session, by, "Ill", NOON)

    sent = events(db, member)

    assert [method for method, _sequence, _uid in sent] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {uid for _method, _sequence, uid in sent} == {session.appointment.uid}
    sequences = [sequence for _method, sequence, _uid in sent]
    assert sequences == sorted(set(sequences))


def test_the_file_names_who_leads_the_circle_and_nobody_else(db):
    by, member, other = person(), person(), person()
    circle_session(circle(by, member, other), by)

    file = db.scalars(
        select(Notification.calendar).where(
            Notification.person_id == member.id,
            Notification.kind == "mentoring.circle_session_planned",
        )
    ).one()

    assert f"mailto:{by.email}" in file.replace("\r\n ", "")
    assert other.email not in file.replace("\r\n ", "")
    assert "SUMMARY:Circle: Leading without a title" in file


def test_a_reminder_of_a_session_that_is_off_is_never_mailed(app, db, mailer):
    now = clock.now()
    by, absent = person(), person()
    gone = circle_session(circle(by, person(), person()), by, now + 3 * DAY, now)
    kept = circle_session(circle(by, absent, person()), by, now + 5 * DAY, now)
    cancel_circle_session(gone, by, "Ill", now)
    skip_circle_session(kept, absent, now)
    for notice in db.scalars(select(Notification)):
        notice.due_at, notice.moot_at = now, notice.moot_at and now + DAY
    db.commit()

    jobs.run_once(app)

    reminded = [mail for mail in mailer.sent if "your circle meets," in mail["Subject"]]
    assert absent.email not in {mail["To"].addresses[0].addr_spec for mail in reminded}
    assert len(reminded) == 4, "two reminders each for the two who come to the one that stands"
