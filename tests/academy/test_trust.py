"""Doubts, verification, obsolete texts, the bin, plans and leavers."""

from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select

from learning.academy import operations, queries
from learning.academy.models import Article, ArticleState, HandOver, Revision, Trust
from learning.academy.operations import (
    ApprovedAlready,
    Draft,
    FlaggedAlready,
    HandedOver,
    NoSuccessor,
    NoSuchLine,
    NothingSuggested,
    StillInUse,
    SuggestionOutdated,
)
from learning.academy.rules.days import spread, working_days_after
from learning.academy.rules.merging import merged
from learning.files.models import Upload
from learning.jobs import schedule
from learning.notifications.models import Notification
from learning.outbox import IndexChange
from tests.factories.academy import article, shown_file, topic, topic_expert
from tests.factories.people import NOON, moderator, person, programme_lead
from tests.factories.programmes import programme

TODAY = NOON.date()
DAY = timedelta(days=1)
WAITING = ArticleState.IN_REVIEW


def told(db, kind):
    query = select(Notification.person_id).where(Notification.kind == f"academy.{kind}")
    return set(db.scalars(query.where(Notification.withdrawn_at.is_(None))))


def write(found, body, **given):
    about = {"title": found.newest.title, "language": "en", "topic_id": found.topic_id}
    draft = Draft(**about | {"body": body} | given)
    mark = operations.mark_of(found.newest)
    operations.save_text(found, found.author, draft, mark, NOON + DAY)


def publish(found, now=NOON):
    if not found.is_waiting:
        operations.submit(found, now)
    return operations.publish(found, moderator(), found.newest_id, "", now)


def test_due_days_are_spread_by_a_tenth_either_way():
    days = [spread(180, seed) for seed in range(500)]

    assert (min(days), max(days)) == (162, 198)
    assert len(set(days)) > 15
    assert spread(180, 7) == spread(180, 7)


def test_working_days_leave_out_the_weekend():
    friday = TODAY + timedelta(days=(4 - TODAY.weekday()) % 7)

    assert working_days_after(friday, 1) - friday == 3 * DAY
    assert working_days_after(friday, 5) - friday == 7 * DAY


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        ("a\nB\nc\nd\ne", "a\nb\nc\nd\nE", "a\nB\nc\nd\nE"),
        ("a\nb\nc\nd\ne\nf", "A\nb\nc\nd\ne", "A\nb\nc\nd\ne\nf"),
        ("a\nc\nd\ne", "a\nb\nc\nd\nE", "a\nc\nd\nE"),
        ("x\na\nb\nc\nd\ne", "a\nb\nc\nd\nE", "x\na\nb\nc\nd\nE"),
        ("a\nB\nc\nd\ne", "a\nbb\nc\nd\ne", None),
        ("a\nb\nc\nd\nE", "a\nb\nc", None),
    ],
)
def test_a_change_is_carried_over_where_nothing_else_changed(theirs, ours, expected):
    assert merged("a\nb\nc\nd\ne", theirs, ours) == expected


def test_a_topic_may_ask_for_several_reviewers(db):
    above = topic(approvals_needed=2)
    found = article(state=WAITING, topic_id=topic(parent_id=above.id).id)
    first = moderator()

    assert not operations.publish(found, first, found.newest_id, "", NOON)
    assert found.is_waiting
    with pytest.raises(ApprovedAlready):
        operations.publish(found, first, found.newest_id, "", NOON)
    assert operations.publish(found, moderator(), found.newest_id, "", NOON)
    assert found.is_published


def test_an_approval_does_not_outlive_the_text_it_was_given_for(db):
    found = article(state=WAITING, topic_id=topic(approvals_needed=2).id)
    operations.publish(found, moderator(), found.newest_id, "", NOON)
    write(found, "Changed.")

    assert not operations.publish(found, moderator(), found.newest_id, "", NOON)


def test_a_remark_quotes_its_line_and_is_settled(db):
    found, reviewer = article(state=WAITING, body="One\nTwo"), moderator()
    remark = operations.add_remark(found, reviewer, 2, "Which?", NOON)

    assert remark.quote == "Two"
    assert told(db, "remark_made") == {found.author_id}
    with pytest.raises(NoSuchLine):
        operations.add_remark(found, reviewer, 3, "?", NOON)
    operations.settle_remark(remark, NOON)
    assert queries.remarks_on(found) == []


def test_reviewers_are_reminded_unless_somebody_decides(db):
    keeper, found = moderator(), article(state=ArticleState.DRAFT)
    operations.submit(found, NOON)
    assert keeper.id in told(db, "review_due")

    operations.hand_back(found, keeper, found.newest_id, "More.", NOON)
    assert told(db, "review_due") == set()


def test_a_suggestion_is_taken_with_credit(db):
    found, reader = article(body="a\nb\nc\nd"), person()
    with pytest.raises(NothingSuggested):
        operations.suggest_change(found, reader, found.published.body, "", NOON)
    operations.suggest_change(found, reader, "a\nB\nc\nd", "A letter", NOON)
    write(found, "a\nb\nc\nD")
    [suggestion] = queries.suggestions_for(found)
    operations.take_suggestion(suggestion, found.author, NOON)
    publish(found)

    assert found.published.body == "a\nB\nc\nD"
    assert queries.helpers_of(found) == [reader]
    assert told(db, "change_suggested") == {found.author_id}
    assert told(db, "suggestion_answered") == {reader.id}


def test_a_suggestion_never_writes_over_what_changed_meanwhile(db):
    found = article(body="a\nb\nc")
    operations.suggest_change(found, person(), "a\nB\nc", "", NOON)
    write(found, "a\nbb\nc")
    [suggestion] = queries.suggestions_for(found)

    with pytest.raises(SuggestionOutdated):
        operations.take_suggestion(suggestion, found.author, NOON)
    operations.decline_suggestion(suggestion, found.author, "Done already", NOON)
    assert found.newest.body == "a\nbb\nc"
    assert queries.suggestions_for(found) == []


def test_blanked_words_are_gone_and_leave_a_trace(db):
    found, keeper = article(body="hunter2"), moderator()
    old = found.published
    with pytest.raises(StillInUse):
        operations.blank_revision(found, old, keeper, "A password", NOON)
    write(found, "Clean.")
    publish(found)
    operations.blank_revision(found, old, keeper, "A password", NOON)

    db.refresh(old)
    assert "hunter2" not in old.body + old.html + old.text
    assert (old.blanked_by, old.blanked_why) == (keeper.id, "A password")


def test_only_more_than_a_minor_change_makes_a_text_due(db):
    found = article()
    operations.verify(found, person(), None, NOON)
    write(found, "Speling.", is_minor=True)
    publish(found)
    assert found.trust(TODAY) is Trust.VERIFIED

    write(found, "Another story.")
    publish(found)
    assert found.trust(TODAY) is Trust.DUE


def test_a_doubt_warns_readers_until_it_is_answered(db):
    found, reader = article(), person()
    operations.flag_outdated(found, reader, "The machine is gone.", NOON)
    with pytest.raises(FlaggedAlready):
        operations.flag_outdated(found, reader, "Again", NOON)
    assert found.trust(TODAY) is Trust.OUTDATED
    assert told(db, "article_flagged") == {found.author_id}

    [flag] = queries.flags_on(found)
    operations.answer_flag(flag, found.author, "Mended.", NOON)
    assert found.trust(TODAY) is Trust.UNVERIFIED
    assert told(db, "flag_answered") == {reader.id}


def test_a_doubt_left_alone_for_five_working_days_goes_to_the_lead(db):
    lead = programme_lead()
    found = article(programme_id=programme(lead=lead).id)
    operations.flag_outdated(found, person(), "Old.", NOON)
    operations.tend_academy(NOON + 5 * DAY)
    assert told(db, "flag_unanswered") == set()

    for day in (9, 10):
        operations.tend_academy(NOON + day * DAY)
    assert told(db, "flag_unanswered") == {lead.id}


def test_an_obsolete_text_points_to_its_successor_and_may_hold_again(db):
    found, successor = article(), article()
    with pytest.raises(NoSuccessor):
        operations.mark_obsolete(found, found.author, found, NOON)
    operations.mark_obsolete(found, found.author, successor, NOON)

    assert found.trust(TODAY) is Trust.OBSOLETE
    assert found.replaced_by_id == successor.id
    [document] = queries.documents("article", [found.id], NOON)
    assert document.outdated
    operations.mark_current(found, found.author, NOON)
    assert found.trust(TODAY) is Trust.UNVERIFIED


def test_a_verifier_is_reminded_once_two_weeks_before_the_end(db):
    found, expert = article(), person()
    operations.verify(found, expert, 90, NOON)
    end = NOON + (found.verified_until - TODAY)
    operations.tend_academy(end - 20 * DAY)
    assert told(db, "verification_due") == set()

    for before in (14, 13):
        operations.tend_academy(end - before * DAY)
    assert told(db, "verification_due") == {expert.id}
    assert len(db.scalars(select(Notification)).all()) == 1


def test_a_group_is_asked_where_it_vouched(db):
    about, one, other = topic(), person(), person()
    topic_expert(one, about)
    topic_expert(other, about)
    found = article(topic_id=about.id)
    operations.verify(found, one, 90, NOON, as_group=True)

    assert {each.id for each in queries.verifiers_of(found)} == {one.id, other.id}
    assert [each.id for each in queries.due_for(other, found.verified_until, 5)] == [found.id]


def test_what_nobody_verifies_or_reads_is_put_aside_after_a_notice(db):
    found = article()
    operations.verify(found, person(), 90, NOON)
    late = NOON + 400 * DAY
    operations.tend_academy(late)
    assert found.is_published
    assert told(db, "article_forgotten") == {found.author_id}

    operations.tend_academy(late + 13 * DAY)
    assert found.is_published
    operations.tend_academy(late + 14 * DAY)
    assert found.state is ArticleState.ARCHIVED


def test_five_readers_keep_a_text(db):
    found = article()
    operations.verify(found, person(), 90, NOON)
    late = NOON + 400 * DAY
    for _ in range(5):
        operations.note_view(found, person(), late)
    db.flush()
    operations.tend_academy(late)

    assert told(db, "article_forgotten") == set()


def test_an_approved_text_waits_for_its_day_and_leaves_on_its_last(db):
    found = article(state=WAITING)
    found.publish_on, found.withdraw_on = TODAY + 2 * DAY, TODAY + 5 * DAY
    publish(found)
    assert not found.is_published
    assert told(db, "article_planned") == {found.author_id}

    operations.tend_academy(NOON + DAY)
    assert not found.is_published
    operations.tend_academy(NOON + 2 * DAY)
    assert found.is_published
    operations.tend_academy(NOON + 5 * DAY)
    assert found.state is ArticleState.ARCHIVED


def test_a_text_changed_after_its_approval_waits_for_another(db):
    found = article(state=WAITING)
    found.publish_on = TODAY + 2 * DAY
    publish(found)
    write(found, "Not what was approved.")
    operations.tend_academy(NOON + 3 * DAY)

    assert not found.is_published


def test_the_bin_keeps_an_article_for_thirty_days(db):
    found, successor = article(), article()
    shown = shown_file(found)
    key = shown.upload.key
    operations.bin_article(found, found.author, successor, NOON)
    assert [one.id for one in queries.binned(found.author)] == [found.id]
    assert queries.binned(person()) == []
    operations.take_out(found, found.author, NOON)
    assert found.state is ArticleState.ARCHIVED

    operations.bin_article(found, found.author, successor, NOON)
    found_id = found.id
    assert operations.tend_academy(NOON + 29 * DAY) == []
    assert operations.tend_academy(NOON + 30 * DAY) == [key]
    db.expire_all()
    assert db.get(Article, found_id) is None
    assert db.scalar(select(func.count(Revision.id)).where(Revision.article_id == found_id)) == 0
    assert db.scalar(select(func.count(Upload.id))) == 0
    assert queries.successor_of(found_id).successor_id == successor.id


def test_a_leavers_articles_go_to_whoever_knows_them_best(db):
    about, expert, friend = topic(), person(), person()
    topic_expert(expert, about)
    leaver = person()
    with_friend, with_expert, alone = (
        article(leaver, topic_id=about.id),
        article(leaver, topic_id=about.id),
        article(leaver),
    )
    operations.add_author(with_friend, friend, NOON)
    leaver.deactivated_at = NOON
    for _ in range(2):
        operations.tend_academy(NOON)

    asked = dict(db.execute(select(HandOver.article_id, HandOver.asked_id)).all())
    assert asked == {with_friend.id: friend.id, with_expert.id: expert.id, alone.id: None}
    keeper = moderator()
    [own], waiting = queries.hand_overs_for(friend)[0], queries.hand_overs_for(keeper)[1]
    assert len(waiting) == 3

    operations.take_over(own, friend, friend, NOON)
    assert (with_friend.author_id, with_friend.co_authors) == (friend.id, [])
    assert db.scalar(select(IndexChange.object_id)) == with_friend.id
    with pytest.raises(HandedOver):
        operations.take_over(own, expert, keeper, NOON)
    operations.decline_hand_over(queries.hand_overs_for(expert)[0][0], NOON)
    assert queries.hand_overs_for(expert)[0] == []


# --- Pages ----------------------------------------------------------------------------------


def test_an_old_link_leads_to_what_stands_in_its_place(client, db):
    found, successor = article(title="Old"), article(title="New one")
    operations.bin_article(found, found.author, successor, NOON)
    db.commit()
    client.sign_in(person())
    page = client.get(f"/academy/articles/{found.id}", status=410)

    assert page.select_one(f'a[href="/academy/articles/{successor.id}"]')
    client.get("/academy/articles/999999", status=404)


def test_readers_suggest_and_doubt_and_authors_answer(client, db):
    found, reader = article(body="a\nb\nc"), person()
    client.sign_in(reader)
    url = f"/academy/articles/{found.id}"
    assert client.submit(f"{url}/suggest", status=409)
    client.submit(f"{url}/suggest", body="a\nB\nc", why="Clearer")
    client.submit(url, form="form[action$=flag]", text="The printer moved.")
    assert "out of date" in client.get(url).text

    client.sign_in(found.author)
    client.submit(f"{url}/suggestions", decision="decline", answer="", status=422)
    client.submit(f"{url}/suggestions", decision="take")
    client.submit(f"{url}/flags", answer="Mended.")
    db.expire_all()
    assert found.newest.body == "a\nB\nc"
    assert found.flagged_at is None
    assert "No suggestion waits" in client.get(f"{url}/suggestions").text
    assert "Nobody doubts it" in client.get(f"{url}/flags").text


def test_a_reviewer_remarks_on_a_line_and_the_author_settles_it(client, db):
    found = article(state=WAITING, body="One\nTwo")
    client.sign_in(moderator())
    url = f"/academy/articles/{found.id}"
    page = client.get(f"{url}/review?line=2")
    assert page.select_one("#remark input[name=line]")["value"] == "2"
    client.submit(f"{url}/review", form="#remark", line="9", text="?", status=409)
    client.submit(f"{url}/review?line=2", form="#remark", text="Which?")

    client.sign_in(found.author)
    assert "Which?" in client.get(f"{url}/edit").text
    client.submit(f"{url}/edit", form="form[action$=settle]")
    assert "Which?" not in client.get(f"{url}/edit").text


def test_many_texts_are_verified_at_once_in_few_queries(client, db, count_queries):
    about, expert = topic(), person()
    topic_expert(expert, about)
    due = [article(topic_id=about.id, title=f"Due {n}") for n in range(3)]
    other = article()
    for one in [*due, other]:
        operations.verify(one, expert, 1, NOON)
        one.verified_until = TODAY.replace(year=2020)
    db.commit()
    client.sign_in(expert)
    count_queries.clear()
    page = client.get("/academy/verifications")
    assert len(count_queries) <= 12
    assert [box["value"] for box in page.select("input[name=articles]")]

    client.post("/academy/verifications/verify", articles=[one.id for one in due], span="365")
    assert client.get("/academy/verifications").select_one(".empty")
    client.post("/academy/verifications/verify", status=403, articles=[other.id], span="90")


def test_the_pages_of_the_bin_and_of_leavers_act(client, db):
    found, keeper, friend = article(title="Thrown away"), moderator(), person()
    client.sign_in(found.author)
    url = f"/academy/articles/{found.id}"
    page = client.submit(url, form="form[action$=obsolete]", successor="nonsense", status=422)
    assert "Paste the address" in page.text
    client.post(f"{url}/bin", successor="")
    client.submit("/academy/bin", form="form[action$='take-out']")
    assert client.get("/academy/bin").select_one(".empty")
    client.submit(f"{url}/schedule", publish_on="2030-05-01", withdraw_on="2030-04-01", status=422)
    client.submit(f"{url}/schedule", publish_on="2030-05-01", withdraw_on="")

    found.author.deactivated_at = NOON
    operations.tend_academy(NOON)
    db.commit()
    client.sign_in(keeper)
    client.submit("/academy/hand-overs", form="form.form", person="nobody", status=409)
    client.submit("/academy/hand-overs", form="form.form", person=friend.email)
    db.expire_all()
    assert found.author_id == friend.id
    assert client.get("/academy/hand-overs").select_one(".empty")


def test_a_moderator_blanks_on_the_history_page(client, db):
    found = article(body="hunter2")
    write(found, "Clean.")
    publish(found)
    db.commit()
    client.sign_in(moderator())
    url = f"/academy/articles/{found.id}/history"
    client.submit(url, form="form[action$=blank]", why="A password 咖啡")

    assert "A password 咖啡" in client.get(url).text


def test_the_daily_turn_deletes_the_bytes_of_what_is_gone(app, db):
    found = article()
    key = shown_file(found).upload.key
    operations.bin_article(found, found.author, None, NOON)
    db.commit()
    daily = next(one for one in schedule.dailies() if one.name == "tend-academy")
    daily.work(NOON + 31 * DAY)

    with pytest.raises(FileNotFoundError):
        current_app.extensions["storage"].get(key)
    assert db.scalars(select(IndexChange)).all()
