"""Which notices somebody wants by mail."""

from itertools import groupby
from typing import Any

from wtforms import SelectChoice, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from learning.i18n import _l
from learning.web.forms import BaseForm

# Every kind that may be silenced, in the words of the preferences page. A kind is the path of
# its template: templates/<feature>/notices/<name>.txt.
KINDS = {
    "academy.article_handed_back": _l("An article of yours is handed back with remarks"),
    "academy.article_published": _l("An article of yours is published"),
    "academy.article_submitted": _l("An article waits for your review"),
    "academy.article_unpublished": _l("An article of yours is taken off"),
    "academy.expert_confirmed": _l("You are confirmed as an expert"),
    "academy.expert_proposed": _l("Somebody is proposed as an expert for a topic of yours"),
    "administration.role_changed": _l("You were given a role, or a role was taken back"),
    "buddies.buddy_asked": _l("You are asked to be somebody's buddy"),
    "buddies.buddy_confirmed": _l("A buddy has said yes"),
    "buddies.check_in_due": _l("You are asked how your first weeks go"),
    "buddies.plan_ready": _l("Your plan for the first ninety days is ready"),
    "buddies.red_answer": _l("A newcomer asks for help"),
    "buddies.to_confirm": _l("Buddies are proposed and wait for you"),
    "mentoring.feedback_asked": _l("A session is over and you are asked how it was"),
    "mentoring.match_declined": _l("A match does not come about"),
    "mentoring.match_expired": _l("A match was not answered in time"),
    "mentoring.match_proposed": _l("There is a match for you"),
    "mentoring.match_requested": _l("Somebody asks you to be their mentor"),
    "mentoring.match_withdrawn": _l("A match is taken back"),
    "mentoring.no_show_reported": _l("Somebody waited for you in vain"),
    "mentoring.pairing_ended": _l("A pairing of yours has ended"),
    "mentoring.pairing_started": _l("A pairing of yours starts"),
    "mentoring.session_booked": _l("Somebody books a time of yours"),
    "mentoring.session_cancelled": _l("A session is cancelled"),
    "mentoring.session_confirmed": _l("You booked a session"),
    "mentoring.session_reminder": _l("A session is near"),
    "programmes.applied": _l("Somebody applies to a programme you lead"),
    "programmes.closed": _l("A programme you took part in is over"),
    "programmes.code_changed": _l("A code of conduct you agreed to has changed"),
    "programmes.declined": _l("Your application to a programme is declined"),
    "programmes.enrolled": _l("You are let into a programme"),
    "programmes.invited": _l("You are invited to a programme"),
    "programmes.lead_named": _l("You become the lead of a programme"),
    "programmes.lead_removed": _l("You are no longer the lead of a programme"),
    "programmes.no_longer_joinable": _l("A programme you applied to takes nobody any more"),
    "programmes.reminder": _l("An invitation to a programme waits for your answer"),
    "programmes.removed": _l("You no longer take part in a programme"),
    "programmes.seat_free": _l("You move up from a waiting list"),
    "programmes.topic_declined": _l("A topic you care about is declined"),
    "programmes.topic_done": _l("A topic you care about is there"),
    "programmes.topic_offered": _l("An expert offers a topic in a programme you lead"),
    "programmes.topic_planned": _l("A topic you care about is planned"),
    "programmes.waiting": _l("You come onto a waiting list"),
    "programmes.winding_down": _l("A programme you take part in comes to its end"),
    "reviews.cycle_closing": _l("A review cycle in which you are asked to write is about to close"),
    "reviews.nominations_open": _l("You can propose who reviews your work"),
    "reviews.result_released": _l("Your result of a review cycle is there"),
    "reviews.review_asked": _l("Colleagues ask for your review"),
}


class PreferencesForm(BaseForm):
    """Every kind that may be silenced, ticked where it comes by mail too."""

    by_mail = SelectMultipleField(
        _l("Tell me by mail, too, when"),
        choices=[SelectChoice(kind, name) for kind, name in sorted(KINDS.items())],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def kinds(self) -> list[tuple[str, list[Any]]]:
        """The boxes to tick, by feature."""
        return [
            (feature, list(boxes))
            for feature, boxes in groupby(self.by_mail, lambda box: box.data.split(".")[0])
        ]

    def wanted(self) -> dict[str, bool]:
        """Each kind, and whether it is ticked."""
        ticked: Any = self.by_mail.data or []
        return {kind: kind in ticked for kind in KINDS}
