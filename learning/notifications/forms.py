"""Which notices somebody wants by mail."""

from itertools import groupby
from typing import Any

from wtforms import RadioField, SelectChoice, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from learning.i18n import _l
from learning.notifications.rules import Pace
from learning.web.forms import BaseForm

# Every kind that may be silenced, in the words of the preferences page. A kind is the path of
# its template: templates/<feature>/notices/<name>.txt.
KINDS = {
    "academy.article_flagged": _l("A reader says that an article of yours is out of date"),
    "academy.article_forgotten": _l("An article of yours is about to be put aside"),
    "academy.article_given": _l("You are given an article whose author has left"),
    "academy.answer_accepted": _l("An answer of yours is accepted"),
    "academy.article_handed_back": _l("An article of yours is handed back with remarks"),
    "academy.article_planned": _l("An article of yours is approved and waits for its day"),
    "academy.article_published": _l("An article of yours is published"),
    "academy.article_submitted": _l("An article waits for your review"),
    "academy.article_unpublished": _l("An article of yours is taken off"),
    "academy.article_withdrawn": _l("An article of yours is withdrawn as planned"),
    "academy.change_suggested": _l("A reader suggests a change to an article of yours"),
    "academy.co_author_added": _l("You are asked to write an article together"),
    "academy.comment_answered": _l("Somebody answers in a thread of yours under an article"),
    "academy.comment_hidden": _l("A comment of yours is taken away"),
    "academy.comment_written": _l("Colleagues comment on an article of yours"),
    "academy.must_read": _l("You are asked to read an article"),
    "academy.must_read_due": _l("The day is near by which you are asked to read an article"),
    "academy.taught": _l("A colleague says that you learnt something from them"),
    "academy.teaching_answered": _l("A colleague answers whether you taught them something"),
    "academy.mentioned": _l("Somebody mentions you in a comment"),
    "academy.expert_confirmed": _l("You are confirmed as an expert"),
    "academy.expert_proposed": _l("Somebody is proposed as an expert for a topic of yours"),
    "academy.flag_answered": _l("Your doubt about an article has an answer"),
    "academy.flag_unanswered": _l("A doubt about an article of your topics is unanswered"),
    "academy.hand_over_asked": _l("You are asked to look after an article"),
    "academy.remark_made": _l("A reviewer has a remark on a line of yours"),
    "academy.review_due": _l("An article still waits for your review"),
    "academy.suggestion_answered": _l("Your suggestion has an answer"),
    "academy.verification_due": _l("An article is to be verified again"),
    "academy.question_answered": _l("A question of yours is answered"),
    "academy.question_asked": _l("A question is asked in a topic you are an expert for"),
    "academy.question_closed": _l("A question of yours is closed"),
    "academy.question_invited": _l("You are asked to answer a question"),
    "academy.question_solved": _l("A question you would like answered is solved"),
    "academy.talk_cancelled": _l("A talk you wanted to go to is cancelled"),
    "academy.talk_feedback_asked": _l("You are asked what you think of a talk you went to"),
    "academy.talk_feedback_released": _l("Feedback on a talk of yours is there"),
    "academy.talk_joined": _l("You have a seat in a talk"),
    "academy.talk_left": _l("You gave up your seat in a talk"),
    "academy.talk_moved": _l("A talk you go to is moved"),
    "academy.talk_planned": _l("A talk of yours is announced"),
    "academy.talk_proposal_decided": _l("A talk you proposed is accepted or declined"),
    "academy.talk_proposed": _l("Somebody proposes a talk to your call"),
    "academy.talk_recorded": _l("A talk you signed up for can be watched"),
    "academy.talk_relocated": _l("A talk you go to takes place elsewhere"),
    "academy.talk_reminder": _l("A talk you go to is near"),
    "academy.talk_seat_offered": _l("A seat you wait for comes free"),
    "academy.talk_without_host": _l("A talk in a programme you lead has lost its host"),
    "administration.role_changed": _l("You were given a role, or a role was taken back"),
    "buddies.buddy_asked": _l("You are asked to be somebody's buddy"),
    "buddies.buddy_confirmed": _l("A buddy has said yes"),
    "buddies.check_in_due": _l("You are asked how your first weeks go"),
    "buddies.plan_ready": _l("Your plan for the first ninety days is ready"),
    "buddies.red_answer": _l("A newcomer asks for help"),
    "buddies.to_confirm": _l("Buddies are proposed and wait for you"),
    "clinics.case_claimed": _l("Somebody helps you in a clinic"),
    "clinics.case_handed_on": _l("Your case in a clinic is handed on"),
    "clinics.case_solved": _l("A case of yours in a clinic is solved"),
    "clinics.case_thanked": _l("Somebody you helped thanks you"),
    "clinics.cases_wait": _l("Cases that you could help with wait in a clinic"),
    "clinics.clinic_closed": _l("A clinic where you wait is closed"),
    "mentoring.action_given": _l("Your partner notes something for you to do"),
    "mentoring.agreement_confirmed": _l("Your agreement is confirmed"),
    "mentoring.agreement_written": _l("An agreement waits for your yes"),
    "mentoring.circle_closed": _l("A circle of yours is closed"),
    "mentoring.circle_co_facilitator": _l("You are asked to lead a circle with somebody"),
    "mentoring.circle_handed_on": _l("You take over a circle"),
    "mentoring.circle_joined": _l("Somebody joins a circle you lead"),
    "mentoring.circle_suggested": _l("You are asked to lead a circle"),
    "mentoring.circle_offered": _l("A seat in a circle is kept for you"),
    "mentoring.circle_opened": _l("A circle you wished for opens"),
    "mentoring.circle_reminder": _l("A session of a circle is near"),
    "mentoring.circle_seat_offered": _l("A seat in a circle you wait for comes free"),
    "mentoring.circle_session_changed": _l("A session of a circle has changed"),
    "mentoring.circle_session_off": _l("A session of a circle is off for you"),
    "mentoring.circle_session_planned": _l("A session of a circle is planned"),
    "mentoring.circle_were_you_there": _l("You are asked whether your circle met with you"),
    "mentoring.extension_answered": _l("Your wish to go on is answered"),
    "mentoring.extension_asked": _l("Somebody would like to go on with you"),
    "mentoring.feedback_asked": _l("A session is over and you are asked how it was"),
    "mentoring.fit_asked": _l("You have met, and are asked whether you fit"),
    "mentoring.hidden": _l("Nobody is sent to you any more because you were silent"),
    "mentoring.last_day_near": _l("The last day of a pairing of yours is near"),
    "mentoring.match_declined": _l("A match does not come about"),
    "mentoring.match_expired": _l("A match was not answered in time"),
    "mentoring.match_proposed": _l("There is a match for you"),
    "mentoring.match_ready": _l("A match you asked for is drafted"),
    "mentoring.match_recalled": _l("A lead takes a match of yours back"),
    "mentoring.match_reminder": _l("A match still waits for your answer"),
    "mentoring.match_requested": _l("Somebody asks to learn with you"),
    "mentoring.match_unavailable": _l("A match is not possible any more"),
    "mentoring.match_withdrawn": _l("A match is taken back"),
    "mentoring.message_written": _l("The other of a pairing writes to you"),
    "mentoring.no_show_disputed": _l("Somebody disputes your report of a no-show"),
    "mentoring.no_show_reported": _l("Somebody waited for you in vain"),
    "mentoring.no_show_warning": _l("Several people waited for you in vain"),
    "mentoring.office_hour_opened": _l("Somebody opens an office hour for people like you"),
    "mentoring.pair_nudge": _l("It is your turn in a pairing that has gone quiet"),
    "mentoring.pairing_ended": _l("A pairing of yours has ended"),
    "mentoring.pairing_fades": _l("A pairing of yours is about to end in silence"),
    "mentoring.pairing_resumed": _l("A pairing of yours goes on after a pause"),
    "mentoring.pairing_started": _l("A pairing of yours starts"),
    "mentoring.rematch_asked": _l("Somebody asks you, as a lead, for another match"),
    "mentoring.rematch_refused": _l("A lead lets your pair go on"),
    "mentoring.request_refused": _l("A session you asked for does not come about"),
    "mentoring.seat_asked": _l("Somebody asks for a seat in a group of yours"),
    "mentoring.seat_declined": _l("You do not get a seat in a group"),
    "mentoring.seat_offered": _l("A time you wait for comes free"),
    "mentoring.seats_to_choose": _l("You are to choose who gets the seats of a group"),
    "mentoring.place_offered": _l("A mentor you wait for has a place"),
    "mentoring.session_asked": _l("You asked for a session"),
    "mentoring.session_booked": _l("Somebody books a time of yours"),
    "mentoring.session_cancelled": _l("A session is cancelled"),
    "mentoring.session_confirmed": _l("You booked a session"),
    "mentoring.session_handed_over": _l("A session goes to another host"),
    "mentoring.session_moved": _l("A session is moved"),
    "mentoring.session_reminder": _l("A session is near"),
    "mentoring.session_requested": _l("Somebody asks for a time of yours"),
    "mentoring.still_there": _l("You are asked whether you still mentor"),
    "mentoring.talk_logged": _l("A talk waits for you to confirm it"),
    "mentoring.tandem_asked": _l("Somebody would like to be your tandem partner"),
    "mentoring.tandem_closed": _l("A tandem you asked for does not come about"),
    "mentoring.wish_asked": _l("The next of your wishes is asked"),
    "moderation.report_decided": _l("A report of yours is decided"),
    "moderation.report_received": _l("A report waits for your decision"),
    "notifications.digest": _l("Your digest is there"),
    "people.import_checked": _l("A file of people is looked through"),
    "people.import_done": _l("A file of people is taken in"),
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
    """How often mails come, and every kind that may be silenced, ticked where it is mailed too."""

    pace = RadioField(
        _l("Mails that can wait come"),
        choices=[
            SelectChoice(
                Pace.INSTANT.value, _l("At once: three a day at most, the rest next morning")
            ),
            SelectChoice(Pace.DAILY.value, _l("Each morning at eight, in one mail")),
            SelectChoice(Pace.WEEKLY.value, _l("Monday morning at eight, in one mail")),
        ],
    )
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
