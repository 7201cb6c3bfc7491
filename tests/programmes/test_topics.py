"""Topics: one vote each, an expert who offers, a lead who decides."""

import pytest
from sqlalchemy import select

from learning.activity.models import Fact
from learning.notifications.models import Notification
from learning.programmes import queries
from learning.programmes.models import TopicVote
from learning.programmes.operations import (
    TopicsClosed,
    TopicSettled,
    TopicTaken,
    decline_topic,
    finish_topic,
    offer_topic,
    plan_topic,
    propose_topic,
    toggle_vote,
    withdraw_offer,
)
from tests.factories.people import NOON, person
from tests.factories.programmes import programme, topic_request


def propose(where, who, **given):
    fields = {"title": "Reviews", "why": "", "kind": "article", "is_offered": False}
    return propose_topic(where, who, NOON, **fields | given)


def test_a_wish_and_an_offer(db):
    where, who = programme(), person()

    wish, offer = propose(where, who), propose(where, who, is_offered=True)

    assert (wish.expert_id, offer.expert_id) == (None, who.id)
    assert db.scalars(select(Fact.verb)).all() == ["topic_proposed"] * 2


def test_a_vote_can_be_taken_back(db):
    where, who = programme(), person()
    topic = topic_request(where, person())

    assert [toggle_vote(topic, who, NOON) for _ in range(3)] == [True, False, True]

    assert len(db.scalars(select(TopicVote)).all()) == 1


def test_a_closed_programme_takes_no_topics_and_no_votes(db):
    where = programme(state="closed")

    with pytest.raises(TopicsClosed):
        propose(where, person())
    with pytest.raises(TopicsClosed):
        toggle_vote(topic_request(where, person()), person(), NOON)


def test_a_settled_topic_takes_no_votes_and_no_offers(db):
    where = programme()
    for state in ("done", "declined"):
        topic = topic_request(where, person(), state=state)
        with pytest.raises(TopicSettled):
            toggle_vote(topic, person(), NOON)
        with pytest.raises(TopicSettled):
            offer_topic(topic, person(), NOON)
        with pytest.raises(TopicSettled):
            plan_topic(topic, where.leads[0].person, NOON)


def test_five_votes_and_no_expert_go_on_the_lead_s_list(db):
    where, other = programme(), programme()
    wanted = topic_request(where, person(), votes=5)
    topic_request(where, person(), votes=4)
    topic_request(where, person(), votes=6, expert_id=person().id)
    topic_request(where, person(), votes=6, state="declined")
    topic_request(other, person(), votes=6)

    assert queries.topics_needing_expert([where]) == [wanted]


def test_an_offer_is_told_to_the_leads_and_can_be_withdrawn(db):
    where, expert = programme(), person()
    topic = topic_request(where, person(), votes=5)

    offer_topic(topic, expert, NOON)
    offer_topic(topic, expert, NOON)

    [told] = db.scalars(select(Notification)).all()
    assert (told.person_id, told.kind) == (where.leads[0].person_id, "programmes.topic_offered")
    with pytest.raises(TopicTaken):
        offer_topic(topic, person(), NOON)
    withdraw_offer(topic, person())
    assert topic.expert_id == expert.id
    withdraw_offer(topic, expert)
    assert topic.expert_id is None


@pytest.mark.parametrize(("decide", "state"), [(plan_topic, "planned"), (finish_topic, "done")])
def test_everybody_concerned_is_told_once(db, decide, state):
    where, proposer = programme(), person()
    topic = topic_request(where, proposer, votes=2)

    for _ in range(2):
        decide(topic, where.leads[0].person, NOON)

    assert topic.state == state
    told = db.scalars(select(Notification)).all()
    assert {one.kind for one in told} == {f"programmes.topic_{state}"}
    assert {one.person_id for one in told} == {
        proposer.id,
        *(vote.person_id for vote in topic.votes),
    }


def test_a_no_says_why(db):
    where, proposer = programme(), person()
    topic = topic_request(where, proposer)

    decline_topic(topic, "There is an article already", where.leads[0].person, NOON)

    assert (topic.state, topic.reason) == ("declined", "There is an article already")
    [told] = db.scalars(select(Notification)).all()
    assert told.facts["reason"] == "There is an article already"


def test_the_list_knows_votes_and_the_reader_s_own_in_a_constant_number_of_queries(
    db, count_queries
):
    where, reader = programme(), person()
    few, many = topic_request(where, person(), votes=1), topic_request(where, person(), votes=3)
    toggle_vote(few, reader, NOON)
    db.commit()
    db.expire_all()
    where.id, reader.id  # noqa: B018 - loaded before counting
    count_queries.clear()

    found = queries.topics(where, reader, ["open"], 12)

    assert [(card.topic.id, card.votes, card.has_my_vote) for card in found] == [
        (many.id, 3, False),
        (few.id, 2, True),
    ]
    assert len(count_queries) <= 3
