"""When mails go out: quiet hours, three a day, and the digest."""

from datetime import UTC, datetime, timedelta

import pytest

from learning import clock
from learning.academy.models import TopicFollower
from learning.academy.operations import ask_question
from learning.extensions import db as _db
from learning.jobs import run_once
from learning.mentoring.operations import cancel_booking
from learning.notifications.models import Notification
from learning.notifications.operations import (
    choose_pace,
    notify,
    owe_digests,
    set_preference,
    withdraw_notice,
)
from learning.notifications.rules import MOST_A_DAY, Pace
from learning.scheduling.operations import choose_reminders
from tests.factories import academy
from tests.factories.mentoring import booking
from tests.factories.notifications import notice
from tests.factories.people import person

EVENING = datetime(2030, 1, 8, 21, 30, tzinfo=UTC)  # a Tuesday
MORNING = datetime(2030, 1, 9, 8, tzinfo=UTC)
MONDAY = datetime(2030, 1, 14, 8, tzinfo=UTC)


@pytest.fixture
def at(app, monkeypatch):
    """Let it be this time, and do what is due."""

    def go(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)
        run_once(app)

    return go


@pytest.fixture
def reader(db):
    return person(timezone="UTC")


def told(mailer):
    return [str(mail["Subject"]) for mail in mailer.sent]


def tell(who, key, now=EVENING, **facts):
    notify(
        who.id,
        "administration.role_changed",
        {"role": "moderator", "given": True, **facts},
        link=("home.index", {}),
        dedupe_key=key,
        now=now,
    )
    _db.session.commit()


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def html_of(mail):
    return mail.get_body(("html",)).get_content()


def test_in_quiet_hours_a_mail_waits_until_they_end_on_the_reader_s_clock(db, at, mailer):
    berlin = person(timezone="Europe/Berlin")
    choose_reminders(berlin, [60], "22:00", "07:00")
    tell(berlin, "one")

    at(EVENING)  # half past ten in Berlin
    at(datetime(2030, 1, 9, 5, 59, tzinfo=UTC))
    assert told(mailer) == []
    at(datetime(2030, 1, 9, 6, tzinfo=UTC))

    assert len(told(mailer)) == 1
    assert _db.session.query(Notification).one().attempts == 1, "waiting is no failed try"


@pytest.mark.parametrize(
    ("until", "comes"),
    [(timedelta(hours=8), 1), (timedelta(hours=12), 0), (-timedelta(hours=1), 0)],
)
def test_in_quiet_hours_what_is_about_a_near_time_comes(at, mailer, reader, until, comes):
    choose_reminders(reader, [60], "21:00", "06:00")
    tell(reader, "one", starts_at=(EVENING + until).isoformat())

    at(EVENING)

    assert len(told(mailer)) == comes


def test_in_quiet_hours_a_session_called_off_comes(at, mailer, reader):
    choose_reminders(reader, [60], "21:00", "06:00")
    booked = booking(reader, starts_at=EVENING + timedelta(days=3))
    cancel_booking(booked, booked.slot.mentor, "Ill", EVENING)
    _db.session.commit()

    at(EVENING)

    assert [mail["To"] for mail in mailer.sent].count(reader.email) == 1


def test_three_mails_a_day_and_the_rest_in_the_digest_of_the_next_morning(at, mailer, reader):
    for number in range(MOST_A_DAY + 2):
        tell(reader, f"{number}")

    at(EVENING)
    assert len(told(mailer)) == MOST_A_DAY
    at(MORNING - timedelta(minutes=1))
    assert len(told(mailer)) == MOST_A_DAY
    at(MORNING)

    assert told(mailer)[MOST_A_DAY:] == ["Your Collegium digest"]
    assert text_of(mailer.sent[-1]).count("\n- ") == 2
    tell(reader, "next day", MORNING)
    at(MORNING)
    assert len(told(mailer)) == MOST_A_DAY + 2, "a new day, three new ones"


def test_what_cannot_wait_comes_beside_the_three_and_takes_no_place_of_theirs(at, mailer, reader):
    for number in range(MOST_A_DAY):
        tell(reader, f"near {number}", starts_at=(EVENING + timedelta(hours=3)).isoformat())
    for number in range(MOST_A_DAY):
        tell(reader, f"{number}")

    at(EVENING)

    assert len(told(mailer)) == 2 * MOST_A_DAY


@pytest.mark.parametrize(("pace", "due_at"), [(Pace.DAILY, MORNING), (Pace.WEEKLY, MONDAY)])
def test_who_wants_a_digest_gets_one_mail_of_all_that_waited(at, mailer, reader, pace, due_at):
    choose_pace(reader, pace, EVENING)
    read, withdrawn = notice(reader, dedupe_key="read"), "withdrawn"
    tell(reader, "kept")
    tell(reader, withdrawn)

    at(EVENING)
    read.read_at = EVENING
    withdraw_notice(withdrawn, EVENING)
    _db.session.commit()
    at(due_at - timedelta(minutes=1))
    assert told(mailer) == []
    at(due_at)

    [mail] = mailer.sent
    assert text_of(mail).count("\n- ") == 1
    assert mail["List-Unsubscribe-Post"]


def test_a_calendar_file_is_in_no_digest(at, mailer, reader):
    choose_pace(reader, Pace.WEEKLY, EVENING)
    notice(reader, calendar="BEGIN:VCALENDAR", due_at=EVENING)

    at(EVENING)

    assert len(told(mailer)) == 1


def test_the_digest_tells_what_is_new_in_topics_and_which_questions_wait(at, mailer, reader):
    reader.language = "ru"
    choose_pace(reader, Pace.DAILY, EVENING)
    topic = academy.topic()
    _db.session.add(TopicFollower(topic_id=topic.id, person_id=reader.id, followed_at=EVENING))
    earlier = ask_question(person(), "How?", "", topic.id, "ru", EVENING)
    academy.topic_expert(reader, topic)
    told_of = ask_question(person(), "Why?", "", topic.id, "ru", EVENING)
    fresh, old = [academy.article(topic_id=topic.id, language="ru") for _ in range(2)]
    fresh.published_at, old.published_at = EVENING, EVENING - timedelta(days=2)
    _db.session.commit()

    at(EVENING)
    at(MORNING)

    [mail] = mailer.sent
    html = html_of(mail)
    assert f"/academy/articles/{fresh.id}" in html
    for one in (told_of, earlier):
        assert html.count(f"/academy/questions/{one.id}") == 1
    assert html.count("<li") == 3
    assert 'lang="ru"' in html


def test_without_anything_to_say_there_is_no_digest(at, mailer, reader):
    choose_pace(reader, Pace.DAILY, EVENING)

    at(MORNING)

    assert told(mailer) == []


def test_a_digest_that_is_not_wanted_is_not_sent(at, mailer, reader):
    choose_pace(reader, Pace.DAILY, EVENING)
    set_preference(reader, "notifications.digest", by_mail=False)
    tell(reader, "one")

    at(EVENING)
    at(MORNING)

    assert told(mailer) == []


def test_regular_digests_are_owed_once_a_day_however_often_one_looks(db, count_queries):
    many = [person(timezone=zone) for zone in ("Pacific/Auckland", "America/Los_Angeles", "UTC")]
    for one in many:
        choose_pace(one, Pace.DAILY, EVENING)
    owe_digests(MORNING + timedelta(hours=16))
    db.flush()
    count_queries.clear()
    owe_digests(MORNING + timedelta(hours=16))

    assert len(count_queries) == 2
