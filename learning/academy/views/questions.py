"""Questions: asking, answering, and what becomes of both."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning import clock
from learning.academy import operations, policy, queries
from learning.academy.forms import (
    AnswerForm,
    CloseQuestionForm,
    InviteToAnswerForm,
    QuestionForm,
)
from learning.academy.models import AcademyQuestion, Answer
from learning.academy.queries import Shown
from learning.academy.views.blueprint import PER_PAGE, bp
from learning.extensions import db
from learning.i18n import _
from learning.people.queries import people_by_id
from learning.web.access import access
from learning.web.forms import ActForm
from learning.web.limits import number_asked
from learning.web.pagination import Page, page_number

LIKE_IT = 4


@bp.get("/questions")
@access("question.read")
def questions() -> ResponseReturnValue:
    _require(policy.can_ask(current_user))
    asked = request.args.get("show", "")
    shown = Shown(asked) if asked in set(Shown) else Shown.OPEN
    topic_id = number_asked("topic")
    number = page_number()
    found = queries.questions(shown, current_user, topic_id, PER_PAGE, (number - 1) * PER_PAGE)
    total = queries.question_count(shown, current_user, topic_id)
    return render_template(
        "academy/questions.html",
        page=Page(found, number, PER_PAGE, total),
        shown=shown,
        topic_id=topic_id,
        topics=queries.topic_choices(queries.topic_tree()),
    )


@bp.route("/questions/ask", methods=["GET", "POST"])
@access("question.ask")
def ask() -> ResponseReturnValue:
    _require(policy.can_ask(current_user))
    form = QuestionForm(
        title=request.args.get("title", "")[:200],
        topic=number_asked("topic"),
        language=current_user.language,
    )
    form.topic.offer(queries.topic_choices(queries.topic_tree()))
    if form.validate_on_submit():
        asked = operations.ask_question(
            current_user,
            form.title.data,
            form.body.data or "",
            form.topic.data,
            form.language.data,
            clock.now(),
        )
        db.session.commit()
        flash(_("Asked. You are told as soon as somebody answers."))
        return redirect(url_for("academy.question", question_id=asked.id))
    alike = queries.questions_like(form.title.data or "", LIKE_IT)
    return render_template("academy/ask.html", form=form, alike=alike), form.status()


@bp.get("/questions/similar")
@access("question.read")
def similar() -> ResponseReturnValue:
    """What was asked before that sounds like the title being typed."""
    _require(policy.can_ask(current_user))
    title = request.args.get("title", "")[:200]
    return render_template("academy/_similar.html", alike=queries.questions_like(title, LIKE_IT))


@bp.get("/questions/<int:question_id>")
@access("question.read")
def question(question_id: int) -> ResponseReturnValue:
    _require(policy.can_ask(current_user))
    return _page(_question(question_id), AnswerForm())


@bp.route("/questions/<int:question_id>/edit", methods=["GET", "POST"])
@access("question.edit")
def edit_question(question_id: int) -> ResponseReturnValue:
    found = _question(question_id)
    _require(policy.can_edit_question(current_user, found))
    form = QuestionForm(
        title=found.title, body=found.body, topic=found.topic_id, language=found.language
    )
    form.topic.offer(queries.topic_choices(queries.topic_tree()))
    if form.validate_on_submit():
        with form.refusals():
            operations.edit_question(
                found,
                form.title.data,
                form.body.data or "",
                form.topic.data,
                form.language.data,
                clock.now(),
            )
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for("academy.question", question_id=found.id))
    page = render_template("academy/edit_question.html", form=form, question=found)
    return page, form.status()


@bp.route("/questions/<int:question_id>/close", methods=["GET", "POST"])
@access("question.close")
def close_question(question_id: int) -> ResponseReturnValue:
    found = _question(question_id)
    _require(policy.can_close_question(current_user, found))
    form = CloseQuestionForm()
    if form.validate_on_submit():
        operations.close_question(found, current_user, form.reason.data, clock.now())
        db.session.commit()
        flash(_("Closed. It stays readable, with your reason."))
        return redirect(url_for("academy.question", question_id=found.id))
    page = render_template("academy/close_question.html", form=form, question=found)
    return page, form.status()


@bp.post("/questions/<int:question_id>/reopen")
@access("question.close")
def reopen_question(question_id: int) -> ResponseReturnValue:
    found = _question(question_id)
    _require(policy.can_close_question(current_user, found))
    if ActForm().validate_on_submit():
        operations.reopen_question(found)
        db.session.commit()
        flash(_("Open again."))
    return redirect(url_for("academy.question", question_id=found.id))


@bp.post("/questions/<int:question_id>/vote")
@access("question.vote")
def vote_question(question_id: int) -> ResponseReturnValue:
    """Say that one would like to know it too, or take that back."""
    _require(policy.can_ask(current_user))
    found = _question(question_id)
    if ActForm().validate_on_submit():
        operations.toggle_question_vote(found, current_user)
        db.session.commit()
    return redirect(url_for("academy.question", question_id=found.id))


@bp.post("/questions/<int:question_id>/invite")
@access("question.invite")
def invite_to_answer(question_id: int) -> ResponseReturnValue:
    _require(policy.can_ask(current_user))
    found = _question(question_id)
    form = _invitation(found)
    if form.validate_on_submit():
        with form.refusals():
            person = people_by_id([form.person.data])[form.person.data]
            operations.invite_to_answer(found, person, current_user, clock.now())
            db.session.commit()
            flash(_("%(person)s is asked to answer.", person=person.name))
            return redirect(url_for("academy.question", question_id=found.id))
    return _page(found, AnswerForm(formdata=None), form)


@bp.post("/questions/<int:question_id>/answer")
@access("answer.write")
def write_answer(question_id: int) -> ResponseReturnValue:
    _require(policy.can_ask(current_user))
    found = _question(question_id)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            made = operations.write_answer(found, current_user, form.body.data, clock.now())
            db.session.commit()
            flash(_("Thank you. Whoever asked is told of your answer."))
            return redirect(_place(made))
    return _page(found, form)


@bp.route("/answers/<int:answer_id>/edit", methods=["GET", "POST"])
@access("answer.edit")
def edit_answer(answer_id: int) -> ResponseReturnValue:
    found = _answer(answer_id)
    _require(policy.can_edit_answer(current_user, found))
    form = AnswerForm(body=found.body)
    if form.validate_on_submit():
        with form.refusals():
            operations.edit_answer(found, form.body.data, clock.now())
            db.session.commit()
            flash(_("Saved."))
            return redirect(_place(found))
    return render_template("academy/edit_answer.html", form=form, answer=found), form.status()


@bp.post("/answers/<int:answer_id>/accept")
@access("answer.accept")
def accept_answer(answer_id: int) -> ResponseReturnValue:
    """Accept the answer, or take the acceptance back."""
    found = _answer(answer_id)
    _require(policy.can_accept_answer(current_user, found))
    if ActForm().validate_on_submit():
        if found.is_accepted:
            operations.take_acceptance_back(found)
        else:
            operations.accept_answer(found, clock.now())
        db.session.commit()
    return redirect(_place(found))


@bp.post("/answers/<int:answer_id>/verify")
@access("answer.verify")
def verify_answer(answer_id: int) -> ResponseReturnValue:
    found = _answer(answer_id)
    _require(policy.can_verify_answer(current_user, found))
    if ActForm().validate_on_submit():
        operations.verify_answer(found, current_user, clock.now())
        db.session.commit()
        flash(_("Readers see that you vouch for it."))
    return redirect(_place(found))


@bp.post("/answers/<int:answer_id>/vote")
@access("answer.vote")
def vote_answer(answer_id: int) -> ResponseReturnValue:
    """Say that an answer is good, or take that back."""
    _require(policy.can_ask(current_user))
    found = _answer(answer_id)
    if found.author_id == current_user.id:
        abort(403)
    if ActForm().validate_on_submit():
        operations.toggle_answer_vote(found, current_user)
        db.session.commit()
    return redirect(_place(found))


@bp.post("/answers/<int:answer_id>/draft-article")
@access("answer.draft_article")
def draft_article(answer_id: int) -> ResponseReturnValue:
    """Begin an article from an accepted answer, in both names."""
    found = _answer(answer_id)
    _require(policy.can_draft_from(current_user, found))
    if ActForm().validate_on_submit():
        made = operations.draft_article(found, current_user, clock.now())
        db.session.commit()
        flash(_("Here is the draft. Say what the question was, then send it for review."))
        return redirect(url_for("academy.edit", article_id=made.id))
    return redirect(_place(found))


def _page(
    found: AcademyQuestion, form: AnswerForm, invitation: InviteToAnswerForm | None = None
) -> ResponseReturnValue:
    answers = queries.answers_to(found)
    invitation = invitation or _invitation(found)
    page = render_template(
        "academy/question.html",
        question=found,
        answers=answers,
        marks=queries.marks_of(current_user, found),
        form=form,
        invitation=invitation if len(invitation.person.choices) > 1 else None,
        may_edit=policy.can_edit_question(current_user, found),
        may_close=policy.can_close_question(current_user, found),
        may_verify={one.id for one in answers if policy.can_verify_answer(current_user, one)},
        may_draft={one.id for one in answers if policy.can_draft_from(current_user, one)},
    )
    return page, invitation.status() if invitation.is_submitted() and invitation.errors else (
        form.status()
    )


def _invitation(found: AcademyQuestion) -> InviteToAnswerForm:
    """Who might answer: the topic's experts who were not asked yet."""
    asked = {one.person_id for one in found.invitations} | {found.asker_id, current_user.id}
    experts = queries.experts_of(found.topic) if found.topic and found.is_open else []
    form = InviteToAnswerForm()
    form.person.offer(
        [(one.person_id, one.person.name) for one in experts if one.person_id not in asked]
    )
    return form


def _place(answer: Answer) -> str:
    return url_for(
        "academy.question", question_id=answer.question_id, _anchor=f"answer-{answer.id}"
    )


def _question(question_id: int) -> AcademyQuestion:
    return queries.question(question_id) or abort(404)


def _answer(answer_id: int) -> Answer:
    return queries.answer(answer_id) or abort(404)


def _require(may: bool) -> None:
    if not may:
        abort(403)
