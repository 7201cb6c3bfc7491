"""How the pages of talks load what they show."""

from flask import abort
from flask_login import current_user

from learning.academy.models import Talk, Topic
from learning.academy.policy import talks as policy
from learning.academy.queries import is_topic_expert, scope_of, topic_choices, topic_tree
from learning.academy.queries import talks as queries
from learning.people.models import Role


def talk_or_404(talk_id: int) -> Talk:
    return queries.talk(talk_id) or abort(404)


def talk_to_edit(talk_id: int) -> Talk:
    """The talk, if this person may change it."""
    found = talk_or_404(talk_id)
    require(may_edit(found))
    return found


def may_edit(found: Talk) -> bool:
    return policy.can_edit_talk(current_user, found, is_expert=is_topic_expert(current_user))


def topics_to_plan(found: list[Topic]) -> list[tuple[int, str]]:
    """The topics in which this person may plan a talk, as choices."""
    is_expert = is_topic_expert(current_user)
    allowed = {
        one.id for one in found if policy.can_plan_talk(current_user, one, is_expert=is_expert)
    }
    return [one for one in topic_choices(topic_tree()) if one[0] in allowed]


def may_plan_any() -> bool:
    """Whether there is any topic in which this person may plan a talk."""
    is_lead = Role.PROGRAMME_LEAD in current_user.roles
    return is_topic_expert(current_user) or (is_lead and bool(scope_of(current_user).topic_ids))


def require(may: bool) -> None:
    if not may:
        abort(403)
