"""What every form does, whatever it asks."""

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from learning.errors import DomainError
from learning.i18n import _l
from learning.web.forms import BaseForm


class StepForm(Form):
    name = StringField()


class DayForm(Form):
    name = StringField()
    places = IntegerField(validators=[Optional()])
    on = DateField(validators=[Optional()])


class PlanForm(BaseForm):
    places = IntegerField(validators=[Optional()])
    on = DateField(validators=[Optional()])
    chosen = SelectMultipleField(coerce=int, validate_choice=False)
    days = FieldList(FormField(DayForm))


class NoteForm(BaseForm):
    title = StringField(validators=[InputRequired(_l("Write a title."))])
    body = TextAreaField(validators=[Length(max=10_000)])
    tags = SelectMultipleField(choices=[SelectChoice("a"), SelectChoice("b")])
    steps = FieldList(FormField(StepForm))


@pytest.fixture
def filled(app: Flask):
    """Send fields to a form in a request of its own; returns the form and whether it is valid."""

    def fill(**request):
        with app.test_request_context(method="POST", **request):
            form = NoteForm(meta={"csrf": False})
            is_valid = form.validate_on_submit()
            assert is_valid or form.status() == 422
            return form, is_valid

    return fill


@pytest.mark.parametrize("place", ["", "days-0-"])
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("places", str(2**31)),
        ("places", "-99999999999999999999"),
        ("on", "0001-01-01"),
        ("on", "9999-12-31"),
    ],
)
def test_what_no_database_or_calendar_reaches_is_refused(app, place, name, typed):
    with app.test_request_context(method="POST", data={f"{place}{name}": typed}):
        form = PlanForm(meta={"csrf": False})

        assert not form.validate_on_submit()
        field = form.days[0].form[name] if place else form[name]
        assert len(field.errors) == 1
        assert "out of reach" in field.errors[0]


def test_a_number_among_many_is_looked_at_too(app):
    with app.test_request_context(method="POST", data={"chosen": ["1", str(2**63)]}):
        assert not PlanForm(meta={"csrf": False}).validate_on_submit()


def test_the_largest_row_and_any_day_of_our_time_are_taken(app):
    typed = {"places": str(2**31 - 1), "on": "2199-12-31", "days-0-on": "1900-01-01"}
    with app.test_request_context(method="POST", data=typed):
        form = PlanForm(meta={"csrf": False})

        assert form.validate_on_submit(), form.errors


def test_characters_of_no_keyboard_are_refused_in_lists_too(app):
    with app.test_request_context(method="POST", data={"days-0-name": "a\0b"}):
        form = PlanForm(meta={"csrf": False})

        assert not form.validate_on_submit()
        assert form.days[0].form.name.errors


def test_blanks_around_a_text_are_dropped_and_those_inside_are_kept(filled):
    form, is_valid = filled(data={"title": "  two  words \n", "body": "\tline\n\nline  "})

    assert is_valid
    assert (form.title.data, form.body.data) == ("two  words", "line\n\nline")


def test_blanks_alone_are_nothing(filled):
    form, is_valid = filled(data={"title": " \u3000 "})

    assert not is_valid
    assert form.title.errors == ["Write a title."]


@pytest.mark.parametrize(
    "text",
    [
        "Иван 'O\"Neil",
        "王小明。\u3000全角",
        "🦉👩‍💻 é e\u0301",
        "\u200fعربي",
        "<b>&amp;",
        "x" * 10_000,
    ],
)
def test_texts_of_any_script_go_through_unharmed(filled, text):
    form, is_valid = filled(data={"title": "t", "body": text})

    assert is_valid, form.errors
    assert form.body.data == text


@pytest.mark.parametrize("sign", ["\0", "\x08", "\x1b", "\x7f", "\x85"])
def test_characters_no_keyboard_types_are_refused(filled, sign):
    form, is_valid = filled(data={"title": f"a{sign}b"})

    assert not is_valid
    assert form.title.errors


def test_errors_are_plain_strings_so_that_templates_show_them(filled):
    form, _ = filled(data={})

    assert [type(error) for error in form.title.errors] == [str]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"data": {"title": "t", "is_admin": "1"}}, 422),
        ({"data": {"title": ["t", "u"]}}, 422),
        ({"data": {"title": "t", "tags-0": "a"}}, 422),
        ({"data": {"title": "t", "steps-0-name": "a", "steps-0-is_admin": "1"}}, 422),
        ({"data": {"title": "t", "steps-0-name": ["a", "b"]}}, 422),
        ({"data": {"title": "t", "steps-x-name": "a"}}, 422),
        ({"json": {"title": "t"}}, 415),
        ({"data": "title=t", "content_type": "text/plain"}, 415),
    ],
)
def test_what_the_form_does_not_have_is_refused(filled, request_, status):
    with pytest.raises(HTTPException) as refusal:
        filled(**request_)
    assert refusal.value.code == status


def test_a_field_of_many_may_be_sent_often(filled):
    form, is_valid = filled(data={"title": "t", "tags": ["a", "b"]})

    assert is_valid, form.errors


def test_a_list_of_parts_takes_as_many_as_are_sent(filled):
    form, is_valid = filled(data={"title": "t", "steps-0-name": "a", "steps-7-name": " b "})

    assert is_valid, form.errors
    assert [step["name"] for step in form.steps.data] == ["a", " b "]


def test_a_refusal_stands_above_the_form_and_answers_409(app, db):
    class Full(DomainError):
        pass

    with app.test_request_context(method="POST", data={"title": "t"}):
        form = NoteForm(meta={"csrf": False})
        assert form.validate_on_submit()
        with form.refusals():
            raise Full("This circle is full.")

        assert form.form_errors == ["This circle is full."]
        assert form.status() == 409


def test_other_faults_are_not_taken_for_refusals(app, db):
    with app.test_request_context(method="POST", data={"title": "t"}):
        form = NoteForm(meta={"csrf": False})
        with pytest.raises(ZeroDivisionError), form.refusals():
            raise ZeroDivisionError


def test_a_page_only_shown_answers_200(app):
    with app.test_request_context():
        assert NoteForm(meta={"csrf": False}).status() == 200
