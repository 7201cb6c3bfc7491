"""Who may do what where the authorization table leaves room."""

from datetime import date, timedelta

from learning.academy import policy
from learning.academy.models import ArticleState
from learning.academy.operations import add_author
from tests.factories.academy import article, topic, topic_expert
from tests.factories.people import NOON, admin, moderator, person, programme_lead
from tests.factories.programmes import programme

TODAY = date(2030, 1, 7)


def test_newcomers_keep_their_drafts_until_they_are_newcomers_no_more(db):
    newcomer = person(started_on=TODAY - timedelta(days=10))
    found = article(newcomer, ArticleState.DRAFT)

    assert policy.can_read_draft(newcomer, found)
    assert not policy.can_edit(newcomer, found, TODAY)
    assert not policy.can_submit(newcomer, found, TODAY)
    assert policy.can_edit(newcomer, found, TODAY + timedelta(days=90))


def test_nobody_decides_on_their_own_text_whatever_their_role(db):
    keeper = moderator()
    about = topic()
    topic_expert(keeper, about)

    assert not policy.can_publish(keeper, article(keeper, topic_id=about.id))


def test_who_wrote_a_text_and_left_its_authors_does_not_approve_it(db):
    about, writer = topic(), person()
    topic_expert(writer, about)
    found = article(state=ArticleState.IN_REVIEW, topic_id=about.id)
    assert policy.can_publish(writer, found)

    found.newest.author_id = writer.id

    assert not policy.can_publish(writer, found)


def test_a_lead_takes_a_topic_from_nobody_else(db):
    """Its drafts are read by the leads of its programme, so taking it would open them."""
    lead, other = programme_lead(), programme_lead()
    own, second = programme(lead=lead), programme(lead=lead)
    foreign = programme(lead=other)
    held = topic(programme_id=foreign.id)
    below = topic(parent_id=held.id)
    mine, free = topic(programme_id=own.id), topic()

    for target in (held, below):
        assert not policy.can_give_topic(lead, target, own)
    assert not policy.can_give_topic(lead, held, None)
    assert policy.can_give_topic(lead, held, foreign), "where it is"
    assert not policy.can_give_topic(lead, mine, foreign)
    assert not policy.can_give_topic(lead, None, foreign)
    for target in (mine, free, None):
        assert policy.can_give_topic(lead, target, second)
        assert policy.can_give_topic(lead, target, None)
    for keeper in (moderator(), admin()):
        assert policy.can_give_topic(keeper, held, own)


def test_experts_read_a_draft_only_while_it_waits_for_them(db):
    about, expert = topic(), person()
    topic_expert(expert, about)

    assert not policy.can_read(expert, article(state=ArticleState.DRAFT, topic_id=about.id))
    assert policy.can_read(expert, article(state=ArticleState.IN_REVIEW, topic_id=about.id))


def test_a_lapsed_expert_is_none(db):
    named = topic_expert(person())
    found = article(topic_id=named.topic_id)
    assert policy.can_verify(named.person, found)
    named.lapsed_at = NOON

    assert not policy.can_verify(named.person, found)


def test_a_lead_without_the_role_leads_nothing(db):
    former = person()
    of_programme = article(programme_id=programme(lead=former).id)

    assert not policy.can_publish(former, of_programme)
    assert not policy.can_unpublish(former, of_programme, TODAY)


def test_readers_rate_and_authors_do_not(db):
    found = article()

    assert policy.can_rate(person(), found)
    assert not policy.can_rate(found.author, found)
    assert not policy.can_rate(person(), article(state=ArticleState.DRAFT))


def test_who_writes_along_may_leave_and_whose_article_it_is_may_not(db):
    writer, along, reader = person(), person(), person()
    found = article(writer, ArticleState.DRAFT)
    add_author(found, along, NOON)

    assert [policy.can_leave_authors(one, found) for one in (writer, along, reader)] == [
        False,
        True,
        False,
    ]
