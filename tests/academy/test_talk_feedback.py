"""Feedback to speakers: asked of those who were there, sealed, released once and from five up."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning import clock
from learning.academy.models import TalkDeadline, TalkFeedback, TalkFeedbackRight
from learning.academy.operations import talks as operations
from learning.academy.operations.talks import FeedbackClosed
from learning.academy.queries import talks as queries
from learning.academy.rules.feedback import participation_band, release_of
from learning.activity.models import Fact
from learning.anonymity.models import Envelope
from learning.anonymity.operations import AlreadySent, NoSuchReceipt, SealLost
from learning.programmes.models import ProgrammeLead
from tests.academy.test_talks import told
from tests.factories.academy import topic, topic_expert
from tests.factories.people import NOON, person, programme_lead
from tests.factories.programmes import programme
from tests.factories.talks import SECRET, asked_talk, sealed, talk

OVER = NOON + timedelta(days=9)


def said(worth=4, text="Good."):
    return {"ratings": {"worth": worth}, "texts": [text] if text else []}


def test_four_answers_show_nothing_and_five_show_means_to_halves():
    assert release_of([said()] * 4).band is None

    release = release_of([said(one) for one in (3, 4, 4, 5, 5)])

    assert release.band == "5–9"
    assert release.figures["worth"].mean == 4.0
    assert release.figures["clear"] is None
    assert release.texts == ["Good."] * 5


def test_texts_of_four_and_equal_answers_are_not_told():
    release = release_of([said(5, "Good." if one else "") for one in range(5)])

    assert release.texts == []
    assert release.figures["worth"].mean is None


@pytest.mark.parametrize(("sent", "asked", "band"), [(0, 0, "0–49 %"), (3, 4, "75–100 %")])
def test_how_many_have_written_is_told_as_a_band(sent, asked, band):
    assert participation_band(sent, asked) == band


def test_guests_who_were_there_are_asked_once_and_the_rest_is_noted(db):
    guests = [person() for _ in range(6)]
    found = asked_talk(guests=guests)
    operations.open_feedback(found, NOON, timedelta())

    assert [told(db, one)[-1] for one in guests] == ["talk_feedback_asked"] * 6
    facts = db.scalars(select(Fact.verb).where(Fact.object_id == found.id)).all()
    assert sorted(one for one in facts if one in {"talk_held", "talk_attended"}) == [
        *["talk_attended"] * 6,
        "talk_held",
    ]
    [owed] = db.scalars(select(TalkDeadline).where(TalkDeadline.kind == "release")).all()
    assert owed.due_at > NOON + timedelta(days=7)


def test_below_five_nobody_is_asked(db):
    guests = [person() for _ in range(4)]
    found = asked_talk(guests=guests)

    assert queries.rights_of(found) == []
    assert not queries.feedback_on(found).is_open


def test_nobody_is_asked_too_early_or_about_what_did_not_take_place(db):
    found = talk()
    operations.open_feedback(found, found.ends_at, timedelta(hours=12))
    operations.cancel_talk(found, "Ill", NOON)
    operations.open_feedback(found, found.ends_at + timedelta(days=1), timedelta(hours=12))

    assert queries.feedback_on(found) is None


def test_whoever_will_read_it_is_not_asked(db):
    lead = programme_lead()
    about = topic(programme_id=programme(lead=lead).id)

    found = asked_talk(guests=[lead, *(person() for _ in range(5))], topic_id=about.id)

    assert lead.id not in {one.person_id for one in queries.rights_of(found)}
    assert len(queries.rights_of(found)) == 5


def test_an_answer_is_sealed_once_and_its_row_knows_neither_writer_nor_time(db):
    guest = person()
    found = asked_talk(guests=[guest, *(person() for _ in range(5))])

    sealed(found, guest, texts=["Slower, please."])
    with pytest.raises(AlreadySent):
        sealed(found, guest, texts=["Again"])

    [row] = db.scalars(select(Envelope)).all()
    assert b"Slower" not in row.content
    assert set(Envelope.__table__.columns.keys()) == {"id", "instrument", "round_id", "content"}
    assert set(TalkFeedbackRight.__table__.columns.keys()) == {
        *("talk_id", "person_id", "is_sent", "ticket")
    }


def test_a_form_sent_for_one_talk_is_not_taken_for_another(db):
    guest = person()
    others = [person() for _ in range(5)]
    first, second = (
        asked_talk(guests=[guest, *others], now=NOON + timedelta(days=day)) for day in (0, 1)
    )
    token = sealed(first, guest, texts=["Good"])

    with pytest.raises(AlreadySent, match="Open the page anew"):
        operations.mark_sent(queries.right_of(second, guest), token)
    operations.mark_sent(queries.right_of(first, guest), token)  # the same form again


def test_a_receipt_takes_the_answer_back_and_another_does_not(db):
    guest = person()
    found = asked_talk(guests=[guest, *(person() for _ in range(5))])
    receipt = sealed(found, guest, texts=["Slower, please."])
    right = queries.right_of(found, guest)

    with pytest.raises(NoSuchReceipt):
        operations.destroy_feedback(right, "another")
    operations.destroy_feedback(right, receipt)
    operations.free_right(right)

    assert db.scalars(select(Envelope)).all() == []
    sealed(found, guest, texts=["Thank you."])


def test_all_is_released_once_after_the_last_day_and_no_mark_is_left(db):
    guests = [person() for _ in range(6)]
    found = asked_talk(guests=guests)
    for number, guest in enumerate(guests[:5]):
        sealed(found, guest, ratings={"worth": 3 + number % 3}, texts=[f"Text {number}"])

    operations.release_feedback(found, SECRET, NOON + timedelta(days=7))
    assert queries.feedback_on(found).is_open  # its last day is not over
    operations.release_feedback(found, SECRET, OVER)
    operations.release_feedback(found, SECRET, OVER)

    result = queries.feedback_on(found)
    assert (result.band, result.participation) == ("5–9", "75–100 %")
    assert sorted(result.texts) == [f"Text {number}" for number in range(5)]
    assert not any(one.is_sent or one.ticket for one in queries.rights_of(found))
    assert db.scalars(select(Envelope)).all() == []
    assert told(db, found.host)[-1] == "talk_feedback_released"
    assert told(db, guests[0]) == ["talk_joined"]
    with pytest.raises(FeedbackClosed):
        sealed(found, guests[5], texts=["Late"])


def test_four_answers_are_destroyed_unread(db):
    guests = [person() for _ in range(6)]
    found = asked_talk(guests=guests)
    for guest in guests[:4]:
        sealed(found, guest, texts=["Secret"])

    operations.release_feedback(found, SECRET, OVER)

    result = queries.feedback_on(found)
    assert (result.band, result.texts, result.figures) == (None, [], [])
    assert db.scalars(select(Envelope)).all() == []


def test_with_another_key_the_round_waits(db):
    guest = person()
    found = asked_talk(guests=[guest, *(person() for _ in range(5))])
    sealed(found, guest, texts=["Kept"])
    db.commit()

    with pytest.raises(SealLost):
        operations.release_feedback(found, "another key", OVER)
    assert queries.feedback_on(found).is_open


def test_deadlines_open_release_and_pass_over_what_is_gone(db):
    found = asked_talk()

    operations.meet_deadline("release", found.id, SECRET, OVER)
    operations.meet_deadline("feedback", found.id, SECRET, OVER)
    operations.meet_deadline("feedback", 2**30, SECRET, OVER)
    operations.meet_deadline("offer", 2**30, SECRET, OVER)

    assert [one.talk_id for one in db.scalars(select(TalkFeedback))] == [found.id]
    assert not queries.feedback_on(found).is_open


# Pages


def test_a_guest_says_what_they_think_and_the_speaker_reads_all_of_it_later(client, db):
    now, host = clock.now(), person()
    topic_expert(host)
    guests = [person() for _ in range(5)]
    found = asked_talk(host, guests, now=now)
    address = f"/academy/talks/{found.id}"
    for number, guest in enumerate(guests):
        client.sign_in(guest)
        assert "Say what you think" in client.get(address).text
        client.submit(f"{address}/feedback/write", worth=str(4 - number % 2), keep=f"Good {number}")
    receipt = client.get(f"{address}/feedback/sent").select_one("#receipt")["value"]
    assert client.get(f"{address}/feedback/sent").select_one("#receipt") is None
    client.submit(f"{address}/feedback/take-back", receipt=receipt)
    client.submit(f"{address}/feedback/write", worth="5", change="Slower")

    client.sign_in(host)
    results = f"/academy/talks/speakers/{host.id}/feedback"
    assert "Good" not in client.get(results).text
    operations.release_feedback(found, SECRET, now + timedelta(days=9))
    db.commit()
    page = client.get(results)
    assert "about 4" in page.text
    assert sorted(one.text for one in page.select(".said-of-me li"))[-1] == "Slower"
    assert results in client.get(address).select_one("a[href*=speakers]")["href"]


def test_an_empty_answer_is_refused_and_a_stranger_finds_no_page(client, db):
    guest = person()
    found = asked_talk(guests=[guest, *(person() for _ in range(5))], now=clock.now())
    address = f"/academy/talks/{found.id}/feedback/write"
    client.sign_in(guest)

    page = client.submit(address, status=409)
    assert "Answer one of the questions" in page.text
    client.sign_in(person())
    client.get(address, status=404)


def test_a_lead_who_could_have_written_reads_nothing(client, db):
    later_lead = programme_lead()
    kept_by = programme()
    about = topic(programme_id=kept_by.id)
    found = asked_talk(
        guests=[later_lead, *(person() for _ in range(5))], topic_id=about.id, now=clock.now()
    )
    operations.release_feedback(found, SECRET, clock.now() + timedelta(days=9))
    db.add(ProgrammeLead(programme_id=kept_by.id, person_id=later_lead.id, since=clock.now()))
    db.commit()
    client.sign_in(later_lead)

    client.get(f"/academy/talks/speakers/{found.host_id}/feedback", status=403)
