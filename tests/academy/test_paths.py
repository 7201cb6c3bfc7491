"""Learning paths: steps in their order, what comes first, and how far somebody is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from learning.academy import operations
from learning.academy.models import PathStep, StepKind, Teaching
from learning.academy.operations import (
    About,
    NoSuchItem,
    NothingOnRecord,
    OccasionGone,
    PathEmpty,
    PathsTangled,
    StepLocked,
    StepsTangled,
    StepWords,
)
from learning.academy.queries import paths as queries
from learning.academy.rules import paths as rules
from learning.academy.rules.paths import Step
from learning.activity.models import Fact
from learning.notifications.models import Notification
from learning.people.models import Direction
from tests.factories.academy import article, topic, topic_expert
from tests.factories.duties import must_read
from tests.factories.paths import happened, link, path, peer, teaching, to_read
from tests.factories.people import NOON, moderator, person, person_skill, programme_lead, skill
from tests.factories.programmes import programme
from tests.factories.questions import question

HOUR = timedelta(hours=1)

LATER = NOON + timedelta(days=3)


def told(db, someone) -> list[str]:
    query = select(Notification.kind).where(
        Notification.person_id == someone.id, Notification.withdrawn_at.is_(None)
    )
    return [kind.removeprefix("academy.") for kind in db.scalars(query)]


def steps(of, who):
    return queries.steps_for(of, who)


@pytest.mark.parametrize(
    ("places", "closed", "at"),
    [
        ([Step(1, None, False), Step(2, None, False)], set(), 1),
        ([Step(1, None, True), Step(2, None, False)], set(), 2),
        ([Step(1, None, False), Step(2, 1, False), Step(3, None, False)], {2}, 1),
        ([Step(1, None, True), Step(2, 1, False)], set(), 2),
        ([Step(2, 1, False)], set(), 2),  # what came first is off the path
        ([Step(1, None, True)], set(), None),
    ],
)
def test_one_goes_on_at_the_first_step_that_waits_for_nothing(places, closed, at):
    assert (rules.locked(places), rules.next_step(places)) == (closed, at)


def test_no_path_leads_back_to_itself():
    needs = {2: {3}, 3: {4}}

    assert rules.leads_back(4, {2}, needs)
    assert rules.leads_back(1, {1}, {})
    assert not rules.leads_back(1, {2}, needs)
    assert not rules.leads_back(9, {5}, {5: {6}, 6: {5}})


@pytest.mark.parametrize(
    ("text", "minutes"), [("", 1), ("word " * 1000, 5), ("图" * 900, 3), ("a b 图", 1)]
)
def test_reading_takes_time_by_words_and_by_signs(text, minutes):
    assert rules.reading_minutes(text) == minutes


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/academy/articles/7", ("article", 7)),
        ("https://c.example/academy/talks/8?x=1#y", ("talk", 8)),
        ("https://C.example/academy/questions/9/", ("question", 9)),
        ("https://other.example/academy/articles/7", None),
        ("/academy/articles/7x", None),
        ("/mentoring/7", None),
    ],
)
def test_an_address_of_ours_names_what_it_leads_to(address, found):
    assert rules.own_item(address, "https://c.example") == found


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//demo.example",
        "https://",
        "https://user:key@demo.example",
        "https://demo.example/a b",
        "https://demo.example\\@evil.example",
        "https://demo.example:x/",
        "http://[::1",
        'https://demo.example/"onclick',
        "ftp://demo.example",
    ],
)
def test_links_lead_to_pages_of_the_web_and_nowhere_else(address):
    assert rules.safe_link(address) is None


def test_a_page_of_the_web_is_a_safe_link():
    assert rules.safe_link(" https://demo.example/a?b=c#d ") == "https://demo.example/a?b=c#d"


def test_a_path_needs_a_step_before_colleagues_see_it(db):
    made = operations.create_path(person(), About("Charts", "", topic().id, "en"), NOON)

    with pytest.raises(PathEmpty):
        operations.publish_path(made, made.author, NOON)


def test_only_what_colleagues_can_open_comes_onto_a_path(db):
    made = path()

    with pytest.raises(NoSuchItem):
        operations.add_item(made, StepKind.ARTICLE, 99_999, StepWords(), NOON)
    withdrawn = article()
    operations.unpublish(withdrawn, withdrawn.author, NOON)
    with pytest.raises(NoSuchItem):
        operations.add_item(made, StepKind.ARTICLE, withdrawn.id, StepWords(), NOON)
    asked = operations.add_item(made, StepKind.QUESTION, question().id, StepWords(minutes=7), NOON)
    assert asked.minutes == 7


def test_steps_change_places_but_never_before_the_one_that_comes_first(db):
    made = path(None, None, "One")
    [one] = queries.steps_of(made)
    two, three = link(made, "Two"), link(made, "Three", after=one)

    operations.move_step(made, two, NOON, up=True)
    assert [step.title for step in queries.steps_of(made)] == ["Two", "One", "Three"]
    operations.move_step(made, two, NOON, up=True)
    assert queries.steps_of(made)[0] is two
    with pytest.raises(StepsTangled):
        operations.move_step(made, three, NOON, up=True)
    db.rollback()
    with pytest.raises(StepsTangled):
        operations.edit_step(made, two, StepWords(after_id=three.id), NOON)


def test_what_waits_for_a_removed_step_waits_for_nothing(db):
    made = path(None, None, "One")
    [one] = queries.steps_of(made)
    two = link(made, "Two", after=one)

    operations.remove_step(made, one, NOON)

    [view] = steps(made, person())
    assert (view.step, view.is_locked) == (two, False)


def test_paths_do_not_come_after_each_other(db):
    first, second = path(), path()
    about = About("Charts", "Honest.", topic().id, "en")
    operations.edit_path(second, about, [first.id], NOON)

    with pytest.raises(PathsTangled):
        operations.edit_path(first, about, [second.id], NOON)


def test_a_locked_step_is_not_ticked_before_its_turn(db):
    made, who = path(None, None, "One"), person()
    [one] = queries.steps_of(made)
    two = link(made, "Two", after=one)

    with pytest.raises(StepLocked):
        operations.tick_step(made, two, who, NOON)
    operations.tick_step(made, one, who, NOON)
    operations.tick_step(made, two, who, NOON)
    operations.tick_step(made, two, who, NOON)

    assert [view.is_done for view in steps(made, who)] == [True, True]


def test_steps_count_once_the_paths_before_are_finished(db):
    first, second, who = path(), path(), person()
    operations.edit_path(second, About("Charts", "Honest.", topic().id, "en"), [first.id], NOON)
    [step] = queries.steps_of(second)

    with pytest.raises(StepLocked):
        operations.tick_step(second, step, who, NOON)
    operations.tick_step(first, queries.steps_of(first)[0], who, NOON)
    operations.tick_step(second, step, who, NOON)

    assert queries.is_finished(second, who)


def test_finishing_is_recorded_once_and_a_new_step_asks_for_more(db):
    made, who = path(), person()
    [one] = queries.steps_of(made)

    operations.tick_step(made, one, who, NOON)
    operations.tick_step(made, one, who, NOON)

    verbs = list(db.scalars(select(Fact.verb).where(Fact.person_id == who.id)))
    assert sorted(verbs) == ["path_finished", "path_followed"]
    link(made, "Two")
    assert queries.follower(made, who).finished_at is None
    assert not queries.is_finished(made, who)


def test_an_article_is_done_by_the_word_that_one_has_read_it(db):
    made, who, duty = path(), person(), must_read()
    step = to_read(made, duty.article)

    operations.acknowledge(duty.article, who, 1, NOON)

    view = next(one for one in steps(made, who) if one.step is step)
    assert (view.is_done, view.is_ticked) == (True, False)
    assert not steps(made, person())[1].is_done


def rewritten(found, body, now, *, is_minor=False):
    """Readers see another text."""
    draft = operations.Draft(title=found.newest.title, body=body, language="en", is_minor=is_minor)
    operations.save_text(found, found.author, draft, operations.mark_of(found.newest), now)
    operations.submit(found, now)
    operations.publish(found, moderator(), found.newest_id, "", now)


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_only_the_text_that_readers_see_counts_small_changes_aside(db, is_confirmed):
    made, who, text = path(None, None, "A page"), person(), article(body="One")
    page, step = queries.steps_of(made)[0], to_read(made, text)

    def say(now):
        if is_confirmed:
            operations.acknowledge(text, who, text.published.number, now)
        else:
            operations.tick_step(made, step, who, now)

    def view():
        return next(one for one in steps(made, who) if one.step.id == step.id)

    operations.tick_step(made, page, who, NOON)
    say(NOON)
    rewritten(text, "One.", NOON + HOUR, is_minor=True)
    assert view().is_done
    assert queries.is_finished(made, who)

    rewritten(text, "Two", NOON + 2 * HOUR)
    rewritten(text, "Two.", NOON + 3 * HOUR, is_minor=True)
    assert (view().is_done, view().is_ticked, view().is_changed) == (False, False, True)
    assert not queries.is_finished(made, who)
    assert not queries.follower(made, who).finished_at

    say(NOON + 4 * HOUR)
    assert (view().is_done, view().is_changed) == (True, False)
    assert queries.is_finished(made, who)


def test_a_text_put_aside_keeps_nobody_from_the_end(db):
    made, who, text = path(), person(), article()
    to_read(made, text)
    operations.unpublish(text, text.author, NOON)

    operations.tick_step(made, queries.steps_of(made)[0], who, NOON)

    assert queries.is_finished(made, who)


def test_a_text_that_goes_for_good_is_on_no_path(db):
    made, text = path(), article()
    to_read(made, text)
    operations.bin_article(text, text.author, None, NOON)

    operations.tend_academy(NOON + timedelta(days=31))
    db.commit()

    assert len(queries.steps_of(made)) == 1
    assert (
        db.scalars(select(PathStep.article_id).where(PathStep.article_id.is_not(None))).all() == []
    )


def test_who_leaves_and_comes_back_finds_what_is_done(db):
    made, who = path(None, None, "One", "Two"), person()
    operations.tick_step(made, queries.steps_of(made)[0], who, NOON)

    operations.leave_path(made, who, NOON)
    assert queries.paths(who, 9, followed_alone=True) == ([], 0)
    operations.follow_path(made, who, LATER)

    [[overview], _total] = queries.paths(who, 9, followed_alone=True)
    assert (overview.done, overview.steps, overview.minutes) == (1, 2, 30)


def test_a_session_counts_with_somebody_who_teaches_the_skill_since_one_follows(db):
    python, who, mentor, other = skill("Python"), person(), person(), person()
    person_skill(mentor, python, Direction.TEACHES)
    made = path()
    step = peer(made, StepKind.MENTOR, python.id)
    operations.follow_path(made, who, NOON)
    happened(NOON - timedelta(days=1), "booking", 1, session_held=[who, mentor])
    happened(NOON + timedelta(days=1), "booking", 2, session_held=[who, other])
    happened(NOON + timedelta(days=1), "booking", 3, session_held=[mentor, other])

    with pytest.raises(NothingOnRecord, match="Python"):
        operations.check_step(made, step, who, LATER)
    happened(NOON + timedelta(days=2), "booking", 4, session_held=[who, mentor])
    operations.check_step(made, step, who, LATER)

    assert steps(made, who)[1].is_done
    operations.untick_step(made, step, who)
    assert steps(made, who)[1].is_done


def test_a_case_counts_once_it_is_solved_and_is_noted_by_itself(db):
    who, helper = person(), person()
    made = path()
    peer(made, StepKind.CLINIC)
    operations.follow_path(made, who, NOON)
    happened(LATER, "clinic_case", 1, clinic_helped=helper, clinic_solved=who)

    operations.note_peer_steps(LATER)
    assert not steps(made, who)[1].is_done
    happened(LATER, "clinic_case", 2, clinic_helped=who, clinic_solved=helper)
    for _ in range(2):
        operations.note_peer_steps(LATER)

    assert steps(made, who)[1].is_done


def taught_somebody(db):
    teacher, learner, made = person(), person(), path()
    step = peer(made, StepKind.TEACH)
    operations.follow_path(made, teacher, NOON)
    happened(LATER, "question", 5, answer_accepted=teacher, question_asked=learner)
    [occasion] = operations.occasions_for(made, teacher)
    return teacher, learner, made, step, occasion


def test_what_one_taught_counts_once_the_colleague_confirms_it(db):
    teacher, learner, made, step, occasion = taught_somebody(db)

    first = operations.say_taught(made, step, teacher, occasion.key, LATER)
    assert operations.say_taught(made, step, teacher, occasion.key, LATER) is first
    assert told(db, learner) == ["taught"]
    assert not steps(made, teacher)[1].is_done

    operations.answer_teaching(first, LATER, is_right=True)
    operations.answer_teaching(first, LATER, is_right=False)

    assert steps(made, teacher)[1].is_done
    assert told(db, learner) == []
    assert told(db, teacher) == ["teaching_answered"]


def test_a_no_leaves_the_step_open_and_is_not_asked_again(db):
    teacher, learner, made, step, occasion = taught_somebody(db)
    said = operations.say_taught(made, step, teacher, occasion.key, LATER)

    operations.answer_teaching(said, LATER, is_right=False)

    assert not steps(made, teacher)[1].is_done
    with pytest.raises(OccasionGone, match=learner.name):
        operations.say_taught(made, step, teacher, occasion.key, LATER)


def test_nobody_teaches_by_an_occasion_of_others_or_from_before(db):
    teacher, learner, made = person(), person(), path()
    step = peer(made, StepKind.TEACH)
    happened(
        NOON - timedelta(days=1), "clinic_case", 1, clinic_solved=teacher, clinic_helped=learner
    )
    happened(LATER, "clinic_case", 2, clinic_solved=learner, clinic_helped=teacher)
    operations.follow_path(made, teacher, NOON)

    assert operations.occasions_for(made, teacher) == []
    with pytest.raises(OccasionGone):
        operations.say_taught(made, step, teacher, f"clinic_solved-{learner.id}-0", LATER)
    assert db.scalars(select(Teaching)).all() == []


def test_an_expert_makes_a_path_and_a_colleague_follows_it(client, db):
    expert = topic_expert(person())
    text, who = article(), person()
    client.sign_in(expert.person)
    client.submit("/academy/paths/add", status=422, title="Charts")
    client.submit("/academy/paths/add", title="Charts", summary="Draw them.", topic=expert.topic_id)
    [made] = queries.drafts_by(expert.person)
    url = f"/academy/paths/{made.id}"
    client.post(f"{url}/publish", 409)
    client.submit(f"{url}/steps/add", address=f"/academy/articles/{text.id}")
    refused = client.submit(f"{url}/steps/add", 422, address="javascript:alert(1)", title="X")
    assert refused.select_one("input[name=address]")["value"] == "javascript:alert(1)"
    client.submit(f"{url}/steps/add-peer", kind="clinic")
    client.sign_in(who)
    client.get(url, 404)
    client.sign_in(expert.person)
    client.submit(f"{url}/steps", form="form[action$=publish]")

    client.sign_in(who)
    client.submit(url, form="form[action$=follow]")
    page = client.get(url)
    assert page.select_one(".is-next .row-title").text == text.published.title
    client.submit(url, form=".is-next form[action$=tick]")
    page = client.submit(url, 409, form=".is-next form[action$=tick]")
    assert "No solved case" in page.select_one(".refusal").text
    assert "1 of 2" in client.get("/academy/paths?show=mine").text
    assert "1 of 2" in client.get("/academy").text
    assert "Charts" in client.get(f"/academy/topics/{expert.topic_id}").text


def test_a_colleague_confirms_on_the_page_what_they_learnt(client, db):
    teacher, learner, made = person(), person(), path()
    operations.follow_path(made, teacher, NOON)
    said = teaching(peer(made, StepKind.TEACH), teacher, learner)
    client.sign_in(learner)

    assert "teach you something" in client.get("/").select_one(".next-act-title").text
    client.submit(f"/academy/teachings/{said.id}", form="form:has([value=yes])")

    db.refresh(said)
    assert said.confirmed_at
    assert "You have said yes." in client.get(f"/academy/teachings/{said.id}").text


def test_a_lead_edits_paths_of_the_own_scope_and_no_other(client, db):
    lead = programme_lead()
    inside = path(None, topic(programme_id=programme(lead=lead).id))
    client.sign_in(lead)

    client.submit(f"/academy/paths/{inside.id}/edit", title="Better")
    client.get(f"/academy/paths/{path().id}/edit", 403)

    assert inside.title == "Better"


def test_the_pages_ask_as_many_queries_for_long_paths(client, db, count_queries):
    who, about = person(), topic()
    made = path(who, about)
    to_read(made)
    operations.follow_path(made, who, NOON)
    db.commit()
    client.sign_in(who)
    addresses = [f"/academy/paths/{made.id}", "/academy/paths", "/academy", "/academy/topics/1"]
    addresses[-1] = f"/academy/topics/{about.id}"

    def counted() -> list[int]:
        found = []
        for address in addresses:
            count_queries.clear()
            client.get(address)
            found.append(len(count_queries))
        return found

    few = counted()
    for _ in range(4):
        to_read(made)
        operations.follow_path(path(person(), about), who, NOON)
    db.commit()
    assert counted() == few
    assert max(few[:3]) <= 12
