"""Topics, and who answers for them."""

import pytest
from sqlalchemy import select

from learning.academy import operations, policy, queries
from learning.academy.models import ArticleState, Topic
from learning.academy.operations import AlreadyNamed, TopicTooDeep
from learning.audit.models import AuditEntry
from learning.notifications.models import Notification
from learning.outbox import IndexChange
from learning.people.models import PersonLanguage
from tests.factories.academy import article, topic, topic_expert
from tests.factories.people import NOON, moderator, person, programme_lead
from tests.factories.programmes import programme


def test_topics_of_one_name_have_addresses_of_their_own(db):
    first = operations.add_topic("Coffee & tea", None, None)
    second = operations.add_topic("Coffee & tea", first, None)

    assert (first.slug, second.slug) == ("coffee-tea", "coffee-tea-2")
    assert operations.add_topic("咖啡", None, None).slug == "咖啡"
    assert operations.add_topic("!!!", None, None).slug == "topic"


def test_topics_go_three_levels_deep(db):
    lowest = None
    for name in ("One", "Two", "Three"):
        lowest = operations.add_topic(name, lowest, None)

    with pytest.raises(TopicTooDeep):
        operations.add_topic("Four", lowest, None)


def test_the_tree_counts_what_is_below(db):
    above = topic(name="Above")
    below = topic(name="Below", parent_id=above.id)
    article(topic_id=above.id)
    article(topic_id=below.id)

    [root] = [node for node in queries.topic_tree() if node.id == above.id]
    assert (root.own, root.total, root.children[0].total) == (1, 2, 1)
    assert queries.with_topics_below({above.id}) == {above.id, below.id}
    assert (below.id, "\u2003Below") in queries.topic_choices([root])


def test_renaming_a_topic_refreshes_its_articles_in_the_index(db):
    found = article(topic_id=topic().id)
    operations.edit_topic(found.topic, "Tea", None, NOON)

    assert db.scalar(select(IndexChange.object_id)) == found.id


def test_a_proposal_reaches_whoever_keeps_the_topic(db):
    keeper = programme_lead()
    about = topic(programme_id=programme(lead=keeper).id)
    someone, colleague = person(), person()
    expert = operations.nominate_expert(about, someone, colleague, NOON)

    assert not expert.is_named
    [notice] = db.scalars(select(Notification))
    assert notice.person_id == keeper.id
    with pytest.raises(AlreadyNamed):
        operations.nominate_expert(about, someone, someone, NOON)


def test_a_confirmed_expert_is_told_and_found(db):
    about, someone, lead = topic(), person(), programme_lead()
    expert = operations.nominate_expert(about, someone, someone, NOON)
    operations.confirm_expert(expert, lead, NOON)
    operations.confirm_expert(expert, lead, NOON)

    assert expert.is_named
    kinds = [one.kind for one in db.scalars(select(Notification)) if one.person_id == someone.id]
    assert kinds == ["academy.expert_confirmed"]
    assert len(db.scalars(select(AuditEntry)).all()) == 1
    assert [one.person_id for one in queries.experts_of(about)] == [someone.id]
    with pytest.raises(AlreadyNamed):
        operations.nominate_expert(about, someone, lead, NOON)


def test_whoever_was_declined_or_stepped_down_can_be_proposed_again(db):
    about, someone, lead = topic(), person(), programme_lead()
    expert = operations.nominate_expert(about, someone, someone, NOON)
    operations.decline_expert(expert, lead, NOON)
    operations.decline_expert(expert, lead, NOON)
    assert queries.named_and_proposed(about)[1] == []

    again = operations.nominate_expert(about, someone, lead, NOON)
    assert again.id == expert.id
    operations.confirm_expert(again, lead, NOON)
    operations.step_down(again, NOON)

    assert not again.is_named
    assert queries.experts_of(about) == []


def test_nobody_confirms_themselves(db):
    lead, keeper = programme_lead(), moderator()
    mine = operations.nominate_expert(topic(), lead, lead, NOON)

    assert not policy.can_confirm(lead, mine)
    assert policy.can_confirm(keeper, mine)
    assert policy.can_confirm(programme_lead(), mine)
    elsewhere = operations.nominate_expert(
        topic(programme_id=programme().id), person(), person(), NOON
    )
    assert not policy.can_confirm(lead, elsewhere)


def test_the_league_tells_no_language_that_an_expert_keeps_to_themselves(db):
    expert = person(privacy={"languages": "me"})
    topic_expert(expert, topic())
    db.add(PersonLanguage(person_id=expert.id, code="ru", level="native"))
    db.flush()

    [card] = queries.experts(None, "", "", 5)[0]
    assert card.languages == []
    assert queries.experts(None, "ru", "", 5) == ([], 0)


def test_the_league_is_narrowed_by_topic_language_and_name(db):
    above = topic()
    below: Topic = topic(parent_id=above.id)
    anna, boris = person(name="Anna Bell"), person(name="Борис Ёлкин")
    topic_expert(anna, above)
    topic_expert(boris, below)
    db.add(PersonLanguage(person_id=boris.id, code="ru", level="native"))
    db.flush()

    def names(**given):
        cards, total = queries.experts(
            **{"topic_id": None, "language": "", "text": "", "limit": 5} | given
        )
        assert total == len(cards)
        return [card.person.name for card in cards]

    assert names(topic_id=above.id) == ["Anna Bell", "Борис Ёлкин"]
    assert names(topic_id=below.id) == ["Борис Ёлкин"]
    assert names(language="ru") == ["Борис Ёлкин"]
    assert names(text="bell anna") == ["Anna Bell"]


def test_a_lead_cannot_reach_foreign_drafts_by_taking_their_topic(client, db):
    lead = programme_lead()
    own = programme(lead=lead, formats=["academy"])
    held = topic(name="Tea", programme_id=programme(formats=["academy"]).id)
    free = topic()
    hidden = article(state=ArticleState.DRAFT, topic_id=held.id)
    client.sign_in(lead)
    address = f"/academy/topics/{held.id}/edit"

    offered = {one["value"] for one in client.get(address).select("select[name=programme] option")}
    assert offered == {"", str(held.programme_id)}
    for taken in (own.id, ""):
        client.submit(address, status=422, programme=taken)
    client.submit(address, name="Green tea")

    choices = client.get(f"/academy/topics/{free.id}/edit").select("select[name=programme] option")
    assert {one["value"] for one in choices} == {"", str(own.id)}
    db.refresh(held)
    assert held.name == "Green tea"
    client.get(f"/academy/articles/{hidden.id}/draft", status=404)
