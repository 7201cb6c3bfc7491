"""Decisions on texts, trust in them, and taking them away."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from learning.academy import operations
from learning.academy.models import (
    ArticleLink,
    ArticleState,
    SubmissionDecision,
    Trust,
)
from learning.academy.operations import DecisionOutdated, Draft, NotWaiting
from learning.activity.models import Fact
from learning.audit.models import AuditEntry
from learning.notifications.models import Notification
from learning.outbox import IndexChange
from tests.factories.academy import article
from tests.factories.people import NOON, moderator, person

WAITING = ArticleState.IN_REVIEW


def change(found, body="New."):
    draft = Draft(title=found.newest.title, body=body, language="en")
    operations.save_text(found, found.author, draft, operations.mark_of(found.newest), NOON)


def changes(db, found):
    query = select(IndexChange).where(
        IndexChange.kind == "article", IndexChange.object_id == found.id
    )
    return len(db.scalars(query).all())


def test_publishing_shows_the_text_tells_the_author_and_leaves_its_traces(db):
    reviewer, found = moderator(), article(state=WAITING)
    operations.publish(found, reviewer, found.newest_id, "Well done.", NOON)

    assert found.is_published
    assert found.published_id == found.newest_id
    assert found.published.published_at == NOON
    assert not found.is_waiting
    [notice] = db.scalars(select(Notification).where(Notification.person_id == found.author_id))
    assert notice.kind == "academy.article_published"
    assert notice.facts["reason"] == "Well done."
    assert db.scalar(select(Fact.person_id).where(Fact.verb == "article_published"))
    assert db.scalar(select(AuditEntry.actor_id).where(AuditEntry.action == "article.publish"))
    assert changes(db, found) == 1


def test_nobody_decides_twice(db):
    found = article(state=WAITING)
    operations.publish(found, moderator(), found.newest_id, "", NOON)

    with pytest.raises(NotWaiting):
        operations.publish(found, moderator(), found.newest_id, "", NOON)
    with pytest.raises(NotWaiting):
        operations.hand_back(found, moderator(), found.newest_id, "x", NOON)


def test_nobody_publishes_a_text_they_have_not_seen(db):
    found = article(state=WAITING)
    seen = found.newest_id
    operations.save_text(
        found,
        found.author,
        Draft(title="Other", body="Other", language="en"),
        operations.mark_of(found.newest),
        NOON + timedelta(days=1),
    )

    with pytest.raises(DecisionOutdated):
        operations.publish(found, moderator(), seen, "", NOON)
    assert not found.is_published


def test_handing_back_keeps_the_reason_with_the_text(db):
    reviewer, found = moderator(), article(state=WAITING)
    operations.hand_back(found, reviewer, found.newest_id, "Where is the switch?", NOON)

    assert found.state is ArticleState.DRAFT
    [decision] = db.scalars(select(SubmissionDecision))
    assert (decision.is_published, decision.reason) == (False, "Where is the switch?")
    [notice] = db.scalars(select(Notification).where(Notification.person_id == found.author_id))
    assert notice.facts["reason"] == "Where is the switch?"
    assert changes(db, found) == 0


def test_a_text_handed_back_is_not_written_over(db):
    found = article(state=WAITING)
    operations.hand_back(found, moderator(), found.newest_id, "More.", NOON)
    change(found)

    assert found.newest.number == 2


def test_readers_keep_the_old_text_while_a_change_waits(db):
    found = article(body="Old.")
    change(found)
    operations.submit(found, NOON)

    assert found.is_published
    assert found.is_waiting
    assert found.published.body == "Old."

    operations.publish(found, moderator(), found.newest_id, "", NOON)

    assert found.published.body == "New."
    assert db.scalars(select(Fact).where(Fact.verb == "article_published")).all() == []


def test_links_to_other_articles_are_remembered_once_published(db):
    target, found = article(), article(state=WAITING)
    change(found, f"[x](/academy/articles/{target.id}) [gone](/academy/articles/999999)")
    operations.publish(found, moderator(), found.newest_id, "", NOON)

    [link] = db.scalars(select(ArticleLink))
    assert (link.article_id, link.target_id) == (found.id, target.id)


def test_taking_away_hides_the_text_and_tells_its_author(db):
    found, keeper = article(), moderator()
    operations.unpublish(found, keeper, NOON)
    operations.unpublish(found, keeper, NOON)

    assert found.state is ArticleState.ARCHIVED
    assert found.published_id is None
    assert changes(db, found) == 1
    [notice] = db.scalars(select(Notification).where(Notification.person_id == found.author_id))
    assert notice.kind == "academy.article_unpublished"
    assert len(db.scalars(select(AuditEntry)).all()) == 1


def test_authors_are_not_told_what_they_did_themselves(db):
    found = article()
    operations.unpublish(found, found.author, NOON)

    assert db.scalars(select(Notification)).all() == []


def test_a_verification_ends(db):
    found, expert = article(), person()
    operations.verify(found, expert, 180, NOON)
    until = found.verified_until

    assert abs((until - NOON.date()).days - 180) <= 18
    assert found.trust(until) is Trust.VERIFIED
    assert found.trust(until + timedelta(days=1)) is Trust.DUE
    assert db.scalar(select(AuditEntry.details))["until"] == until.isoformat()


def test_a_verification_without_an_end_ends_with_the_text(db):
    found = article()
    assert found.trust(date(2030, 1, 7)) is Trust.UNVERIFIED
    operations.verify(found, person(), None, NOON)
    assert found.trust(date(2090, 1, 1)) is Trust.VERIFIED

    change(found)
    assert found.trust(date(2030, 1, 8)) is Trust.VERIFIED
    operations.submit(found, NOON)
    operations.publish(found, moderator(), found.newest_id, "", NOON)

    assert found.trust(date(2030, 1, 8)) is Trust.DUE


def test_search_hears_of_a_verification_that_has_ended(db):
    found, fresh = article(), article()
    operations.verify(found, person(), 1, NOON)
    operations.verify(fresh, person(), 180, NOON)
    db.execute(IndexChange.__table__.delete())
    operations.note_ended_verifications(NOON + timedelta(days=2))

    assert (changes(db, found), changes(db, fresh)) == (1, 0)
