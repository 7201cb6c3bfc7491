"""What people are told, in their own language and on their own clock."""

import pytest
from icalendar import Calendar
from sqlalchemy import select

from learning import clock, jobs
from learning.i18n import LANGUAGES
from learning.mail import MemoryMailer
from learning.mentoring.models import EndReason
from learning.mentoring.operations import (
    accept_match,
    book_slot,
    cancel_booking,
    decline_match,
    end_pairing,
    expire_match,
    publish_run,
    report_no_show,
    request_match,
    start_match_run,
    withdraw_match,
)
from learning.notifications.models import Notification
from learning.web.notices import as_mail, write
from tests.factories.mentoring import (
    booking,
    match,
    mentee_in,
    mentor_in,
    pairing,
    request,
    slot,
)
from tests.factories.people import NOON, person
from tests.factories.programmes import programme


@pytest.fixture
def mailer(app, monkeypatch) -> MemoryMailer:
    mailer = MemoryMailer()
    monkeypatch.setitem(app.extensions, "mailer", mailer)
    return mailer


def everything_that_happens() -> None:
    """Each operation of mentoring that tells somebody something."""
    where = programme()
    mentee_in(where), mentor_in(where)
    publish_run(start_match_run(where, mentor_in(where).person, NOON), person(), NOON)
    request_match(mentee_in(where), mentor_in(where), "Please", NOON)
    asked = request()
    accept_match(asked, asked.mentor, NOON)
    for answer in ("", "All the best"):
        no = match()
        decline_match(no, no.mentor, answer, NOON)
    yes = request()
    withdraw_match(yes, yes.mentee, NOON)
    expire_match(match(), NOON)
    end_pairing(pairing(), None, EndReason.CLOSED, NOON)
    booked = book_slot(slot(), person(), "Career", NOON)
    cancel_booking(booked, booked.mentee, "Ill", NOON)
    missed = booking(starts_at=NOON)
    report_no_show(missed, missed.mentee, missed.slot.ends_at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_has_a_subject_and_a_body(db, language):
    everything_that_happens()

    told = db.scalars(select(Notification)).all()
    assert len({one.kind for one in told}) == 13
    for notice in told:
        wording = write(notice.kind, notice.facts, language, "Asia/Shanghai")
        assert wording.subject
        assert wording.body
        assert "%(" not in wording.subject + wording.body


def test_moments_stand_on_the_reader_s_clock(db):
    offered = slot(person(timezone="Asia/Shanghai"))
    book_slot(offered, person(), "Career", NOON)

    notice = db.scalars(
        select(Notification).where(Notification.kind == "mentoring.session_booked")
    ).one()

    assert "8:00 PM" in write(notice.kind, notice.facts, "en", "Asia/Shanghai").subject
    assert "20:00" in write(notice.kind, notice.facts, "ru", "Asia/Shanghai").subject


def test_both_get_a_mail_with_a_calendar_file(app, client, db, mailer):
    offered, mentee = slot(), person()
    client.sign_in(mentee)
    client.submit(f"/mentoring/slots/{offered.id}/book", agenda="A secret agenda")

    jobs.run_once(app)

    assert {mail["To"].addresses[0].addr_spec for mail in mailer.sent} == {
        mentee.email,
        offered.mentor.email,
    }
    for mail in mailer.sent:
        [file] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        assert file.get_param("method") == "REQUEST"
        [event] = Calendar.from_ical(file.get_content()).walk("VEVENT")
        assert event["DTSTART"].dt == offered.starts_at
        assert "secret" not in mail.as_string()


def test_a_reminder_of_a_cancelled_session_is_never_mailed(app, db, mailer):
    now = clock.now()
    booked = book_slot(slot(), person(), "Career", now)
    cancel_booking(booked, booked.mentee, "Ill", now)
    for notice in db.scalars(select(Notification)):
        notice.due_at = now
    db.commit()

    jobs.run_once(app)

    subjects = [mail["Subject"] for mail in mailer.sent]
    assert not any(subject.startswith("Tomorrow") for subject in subjects)
    assert sum("cancelled" in subject for subject in subjects) == 2


def test_a_reminder_keeps_its_lines_apart(app):
    facts = {
        "starts_at": NOON,
        "other": "Nina",
        "minutes": 45,
        "place": "Room 4",
        "their_zone": "Asia/Shanghai",
        "points": ["<budget>", "holidays"],
    }
    with app.test_request_context():
        wording = write("mentoring.session_reminder", facts, "en", "UTC")
        _text, html = as_mail(wording, "https://x", "Open it", None, "en", "UTC")

    first, second, last = wording.body.split("\n\n")
    assert [first.split("\n")[0], second.split("\n")] == [
        "45 minutes, Room 4.",
        ["You want to talk about:", "– <budget>", "– holidays"],
    ]
    assert first.split("\n")[1].startswith("For Nina it is ")
    assert last.startswith("Its page holds the agenda.")
    assert "You want to talk about:<br>– &lt;budget&gt;<br>– holidays</p>" in html
