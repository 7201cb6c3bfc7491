"""Reporting a partner, parting, and deciding; never in a case of one's own."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.audit.models import AuditEntry
from learning.moderation import queries
from learning.moderation.models import Decision, ReportReason
from learning.moderation.operations import (
    AlreadyDecided,
    OwnComment,
    PairEnded,
    decide_report,
    part_from,
    report_comment,
    report_partner,
)
from learning.notifications.models import Notification
from learning.people.models import Avoidance
from tests.factories.comments import comment
from tests.factories.mentoring import booking, pairing
from tests.factories.people import NOON, moderator, person

LATER = NOON + timedelta(days=1)


def report(pair, by=None):
    return report_partner(pair, by or pair.mentee, ReportReason.PRESSURE, "He pushes me.", NOON)


def told(db, person):
    query = select(Notification).where(
        Notification.person_id == person.id, Notification.withdrawn_at.is_(None)
    )
    return list(db.scalars(query))


def test_a_report_pauses_at_once_and_only_moderators_read_it(db):
    judge, pair = moderator(), pairing()
    ahead = booking(within=pair)

    made = report(pair)

    assert pair.is_paused
    assert (ahead.cancelled_by, ahead.cancel_reason) == (None, "")
    assert [one.kind for one in told(db, judge)] == ["moderation.report_received"]
    assert all("pushes" not in str(one.facts) for one in told(db, pair.mentor))
    assert queries.report_for(judge, made.id) is made
    assert queries.report_for(pair.mentor, made.id) is None


def test_reporting_twice_is_one_report_with_both_words(db):
    pair = pairing()

    first, second = report(pair), report(pair)

    assert first is second
    assert first.words.count("pushes") == 2


def test_no_moderator_judges_a_case_of_their_own(db):
    judge = moderator()
    accused, accuser = pairing(mentor=judge), pairing(mentee=judge)
    about, by = report(accused), report(accuser)

    assert queries.report_for(judge, about.id) is None
    assert queries.report_for(judge, by.id) is None
    assert queries.reports_for(judge, is_open=True, limit=9) == []
    assert queries.reports_for_count(judge, is_open=True) == 0


def test_going_on_resumes_the_pair_and_tells_who_reported_why(db):
    judge, pair = moderator(), pairing()
    made = report(pair)

    decide_report(made, judge, Decision.GO_ON, "They have talked.", LATER)
    decide_report(made, judge, Decision.GO_ON, "They have talked.", LATER)

    assert not pair.is_paused
    (decided,) = [one for one in told(db, pair.mentee) if one.kind.startswith("moderation")]
    assert decided.facts["words"] == "They have talked."
    assert all(not one.kind.startswith("moderation") for one in told(db, pair.mentor))
    assert told(db, judge) == [] or all(one.read_at is None for one in told(db, judge))
    assert [one.action for one in db.scalars(select(AuditEntry))] == ["report.decide"]


def test_parting_ends_the_pair_for_good(db):
    judge, pair = moderator(), pairing()
    made = report(pair)

    decide_report(made, judge, Decision.PART, "Better so.", LATER)

    assert not pair.is_running
    assert [(one.person_id, one.other_id) for one in db.scalars(select(Avoidance))] == [
        (pair.mentee_id, pair.mentor_id)
    ]


def test_two_reports_are_both_decided_before_the_pair_goes_on(db):
    judge, pair = moderator(), pairing()
    first, second = report(pair), report(pair, pair.mentor)

    decide_report(first, judge, Decision.GO_ON, "Fine.", LATER)
    assert pair.is_paused
    decide_report(second, judge, Decision.GO_ON, "Fine.", LATER)
    assert not pair.is_paused


def test_a_decision_stands(db):
    judge, other, pair = moderator(), moderator(), pairing()
    made = report(pair)
    decide_report(made, judge, Decision.GO_ON, "Fine.", LATER)

    with pytest.raises(AlreadyDecided):
        decide_report(made, other, Decision.PART, "No.", LATER)


def test_parting_needs_no_report_and_bars_a_new_pair(db):
    pair = pairing()

    part_from(pair, pair.mentor, NOON)

    assert not pair.is_running
    assert db.scalars(select(Avoidance)).one().person_id == pair.mentor_id
    with pytest.raises(PairEnded):
        report(pair)


def test_a_mentee_reports_and_a_moderator_decides_on_the_pages(client, db):
    judge, pair = moderator(), pairing()
    client.sign_in(pair.mentee)
    client.submit(f"/moderation/pairings/{pair.id}/report", status=422, words="It hurts.")
    client.submit(f"/moderation/pairings/{pair.id}/report", reason="other", words="It hurts.")
    assert "paused" in client.get(f"/mentoring/pairings/{pair.id}").text
    client.sign_in(pair.mentor)
    assert "hurts" not in client.get(f"/mentoring/pairings/{pair.id}").text

    client.sign_in(judge)
    row = client.get("/moderation/reports").select_one(".rows a")
    client.submit(row["href"], decision="go_on", words="They have talked.")

    assert client.get("/moderation/reports").select_one(".empty-title")
    assert len(client.get("/moderation/reports?state=decided").select(".rows > li")) == 1


def test_a_reported_comment_is_taken_away_and_every_reporter_told(db):
    judge, said = moderator(), comment()
    first, second = person(), person()
    made = report_comment(said, first, ReportReason.HARASSMENT, "It is rude.", NOON)
    report_comment(said, second, ReportReason.OTHER, "So rude.", NOON)
    assert said.hidden_at is None
    assert told(db, said.author) == []

    decide_report(made, judge, Decision.HIDE, "Please stay kind.", LATER)

    assert said.hidden_by == judge.id
    for who in (first, second):
        assert [one.facts["decision"] for one in told(db, who)] == ["hide"]
    assert [one.kind for one in told(db, said.author)] == ["academy.comment_hidden"]
    assert queries.reports_for_count(judge, is_open=True) == 0


def test_a_comment_may_stand_and_nobody_reports_their_own(db):
    judge, said, reader = moderator(), comment(), person()
    made = report_comment(said, reader, ReportReason.OTHER, "Hm.", NOON)
    assert report_comment(said, reader, ReportReason.OTHER, "Well.", NOON) is made

    decide_report(made, judge, Decision.STAY, "It is fair.", LATER)

    assert said.hidden_at is None
    with pytest.raises(OwnComment):
        report_comment(said, said.author, ReportReason.OTHER, "Oh.", NOON)


def test_a_comment_is_reported_and_judged_on_the_pages(client, db):
    judge, said = moderator(), comment()
    client.sign_in(person())
    client.submit(f"/moderation/comments/{said.id}/report", reason="other", words="It is rude.")
    client.sign_in(judge)
    row = client.get("/moderation/reports").select_one(".rows a")
    assert "the author too" in client.get(row["href"]).select_one("#words-hint").text
    client.submit(row["href"], decision="hide", words="Please stay kind.")

    assert said.body not in client.get(f"/academy/articles/{said.article_id}/comments").text
    assert "taken away" in client.get(row["href"]).text
