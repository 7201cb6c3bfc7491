"""Calls for talks: proposed, scored without looking at others, decided with words."""

from datetime import date, timedelta

import pytest

from learning.academy.operations import talks as operations
from learning.academy.operations.talks import (
    CallClosed,
    ProposalDecided,
    ProposalDraft,
    ProposalUsed,
    TalkDraft,
)
from learning.academy.queries import talks as queries
from tests.academy.test_talks import told
from tests.factories.academy import topic, topic_expert
from tests.factories.people import NOON, person
from tests.factories.talks import IN_A_WEEK, talk_call, talk_proposal

DRAFT = ProposalDraft("Beans", "All of them.", "en")


def test_a_proposal_is_made_once_and_told_to_who_called(db):
    call, speaker = talk_call(), person()

    made = operations.propose_talk(call, speaker, DRAFT, NOON)
    again = operations.propose_talk(call, speaker, DRAFT, NOON)

    assert again is made
    assert told(db, call.opener) == ["talk_proposed"]


def test_after_its_last_day_a_call_takes_nothing(db):
    call = talk_call(closes_on=NOON.date())
    made = operations.propose_talk(call, person(), DRAFT, NOON)

    with pytest.raises(CallClosed):
        operations.propose_talk(call, person(), DRAFT, NOON + timedelta(days=1))
    with pytest.raises(CallClosed):
        operations.edit_proposal(made, DRAFT, NOON + timedelta(days=1))


def test_a_reviewer_sees_others_scores_after_giving_one(db):
    made, first, second = talk_proposal(), person(), person()
    operations.score_proposal(made, first, 2, "Long", NOON)

    before = queries.scored(made, second)
    assert (before.own, before.others, before.count, before.mean) == (None, [], 1, None)

    operations.score_proposal(made, second, 4, "", NOON)
    operations.score_proposal(made, second, 5, "", NOON)
    after = queries.scored(made, second)
    assert [one.words for one in after.others] == ["Long"]
    assert after.mean == 3.5


def test_a_decision_is_told_once_with_its_words(db):
    made, lead = talk_proposal(), person()

    operations.decide_proposal(made, lead, "Gladly.", NOON, is_accepted=True)

    assert told(db, made.person) == ["talk_proposal_decided"]
    for act in (
        lambda: operations.decide_proposal(made, lead, "No.", NOON, is_accepted=False),
        lambda: operations.score_proposal(made, lead, 1, "", NOON),
        lambda: operations.edit_proposal(made, DRAFT, NOON),
        lambda: operations.withdraw_proposal(made, NOON),
    ):
        with pytest.raises(ProposalDecided):
            act()


def test_what_is_withdrawn_is_reviewed_by_nobody(db):
    made = talk_proposal()
    operations.withdraw_proposal(made, NOON)
    operations.withdraw_proposal(made, NOON)

    assert queries.to_review(made.call, person()) == []
    assert queries.proposal_counts([made.call_id]) == {}


def test_names_once_hidden_stay_hidden(db):
    call = talk_call(is_blind=True)
    operations.edit_call(
        call, operations.CallDraft("Coffee", "More", date(2031, 2, 1), is_blind=False)
    )

    assert call.is_blind


def test_an_accepted_proposal_becomes_one_talk(db):
    made = talk_proposal(is_accepted=True)
    draft = TalkDraft("Beans", "Why", "", "en", made.call.topic_id, "Room 4")

    [talk] = operations.plan_talk(draft, made.person, person(), [IN_A_WEEK], 60, NOON, made)

    assert made.talk is talk
    with pytest.raises(ProposalUsed):
        operations.plan_talk(draft, made.person, person(), [IN_A_WEEK], 60, NOON, made)


def test_a_call_goes_from_a_topic_to_a_talk(client, db):
    about, expert, speaker = topic(), person(), person()
    topic_expert(expert, about)
    client.sign_in(expert)
    client.submit(
        f"/academy/talks/calls/open?topic={about.id}",
        title="Your best trick",
        words="Ten minutes each.",
        closes_on="2031-01-01",
        is_blind="y",
    )
    [call] = queries.open_calls(NOON.date())

    client.sign_in(speaker)
    client.submit(
        f"/academy/talks/calls/{call.id}/propose", title="Filters", abstract="Paper or metal."
    )
    [made] = queries.proposals_by(speaker)
    address = f"/academy/talks/proposals/{made.id}"
    assert "Waits for a decision" in client.get(address).text
    client.submit(f"/academy/talks/proposals/{made.id}/edit", title="Filters, both kinds")

    client.sign_in(expert)
    assert "Waits for your score" in client.get(f"/academy/talks/calls/{call.id}").text
    assert speaker.name not in client.get(address).text
    client.submit(address, form="form[action$=score]", score="5")
    client.submit(address, form="form[action$=decide]", decision="accept", answer="Gladly.")
    page = client.get(address)
    assert speaker.name in page.text
    assert page.select_one(f"a[href='/academy/topics/{about.id}/nominate']")
    client.submit(
        f"/academy/talks/plan?proposal={made.id}",
        why="Better coffee.",
        place="Room 4",
        on="2031-02-03",
        at="10:00",
    )

    client.sign_in(speaker)
    assert "To the talk" in client.get(address).text
    assert "Announced" in client.get("/academy/talks/calls").text


def test_a_proposal_is_hidden_from_other_colleagues(client, db):
    client.sign_in(person())
    made = talk_proposal()

    client.get(f"/academy/talks/proposals/{made.id}", status=404)
    assert made.title not in client.get(f"/academy/talks/calls/{made.call_id}").text


def test_a_call_in_the_past_is_refused(client, db):
    expert = person()
    about = topic_expert(expert).topic
    client.sign_in(expert)

    page = client.submit(
        f"/academy/talks/calls/open?topic={about.id}",
        status=422,
        title="Late",
        words="Too late",
        closes_on="2020-01-01",
    )

    assert "over" in page.select_one("#closes_on-error").text


def test_the_pages_of_a_call_ask_a_constant_number_of_queries(client, count_queries):
    reviewer = person()
    call = talk_call(topic_expert(reviewer).topic)
    client.sign_in(reviewer)
    addresses = ["/academy/talks/calls", f"/academy/talks/calls/{call.id}"]

    def counted() -> list[int]:
        found = []
        for address in addresses:
            count_queries.clear()
            client.get(address)
            found.append(len(count_queries))
        return found

    talk_proposal(call)
    few = counted()
    for _ in range(5):
        operations.score_proposal(talk_proposal(call), person(), 3, "", NOON)
    talk_call(call.topic)
    assert counted() == few
    assert max(few) <= 12
