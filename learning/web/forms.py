"""What every form does: check the token, strip blanks, refuse unknown fields, show refusals."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask import abort, request
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import FieldList, FormField, PasswordField, SelectMultipleField
from wtforms.fields import MultipleFileField
from wtforms.validators import ValidationError

from learning.errors import DomainError
from learning.i18n import _
from learning.web.access import undo
from learning.web.limits import LARGEST_ROW, YEARS

FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
MANY = (SelectMultipleField, MultipleFileField)


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def storable(_form: Any, field: Any) -> None:
    """Refuse what no database keeps or no calendar reaches.

    Control characters that no keyboard types, numbers larger than a row's, and days at the ends of
    time, near which a step of a zone or of a week leads beyond it.
    """
    for said in field.data if isinstance(field.data, list) else [field.data]:
        if isinstance(said, str) and any(
            unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\t\r\n" for sign in said
        ):
            raise ValidationError(_("This text holds a character that cannot be shown."))
        if isinstance(said, int) and abs(said) > LARGEST_ROW:
            raise ValidationError(_("This number is out of reach."))
        if isinstance(said, date) and said.year not in YEARS:
            raise ValidationError(_("This day is out of reach."))


def _leaves(field: Any) -> Iterator[Any]:
    """The fields a browser sends, whatever lists and forms they stand in."""
    if isinstance(field, FieldList):
        for entry in field.entries:
            yield from _leaves(entry)
    elif isinstance(field, FormField):
        for inner in field.form:
            yield from _leaves(inner)
    else:
        yield field


def _place(name: str) -> str:
    """The name without the numbers of list entries, which WTForms counts anew."""
    return re.sub(r"-\d+(?=-|$)", "-*", name)


class BaseForm(FlaskForm):
    _refused_as = DomainError.status

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            filters = list(unbound_field.kwargs.get("filters", []))
            if not issubclass(unbound_field.field_class, (PasswordField, FieldList, FormField)):
                filters.insert(0, _strip)
            return unbound_field.bind(form=form, **options | {"filters": filters})

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """As Flask-WTF's; a field the form does not have, or one sent twice, answers 422.

        What is no form at all answers 415; Flask-WTF by itself would take JSON for one.
        """
        if self.is_submitted():
            self._refuse_unknown_fields()
        return bool(super().validate_on_submit(extra_validators))

    def validate(self, extra_validators: Any = None) -> bool:
        extra = {name: list(found) for name, found in (extra_validators or {}).items()}
        for field in self:
            if not isinstance(field, (FieldList, FormField)):
                extra.setdefault(field.name.removeprefix(self._prefix), []).append(storable)
            if field.data == "":  # blanks alone are nothing typed; InputRequired asks what came
                field.raw_data = [""]
        is_valid = bool(super().validate(extra))
        is_valid = self._has_storable_rows() and is_valid
        for field in self:  # templates ask whether an error is a string, and lazy text is none
            if isinstance(field.errors, (list, tuple)):
                field.errors = [
                    str(error) if isinstance(error, LazyString) else error for error in field.errors
                ]
        return is_valid

    def status(self) -> int:
        """What the page that shows this form answers: 422 for bad input, else as it was refused."""
        if not self.is_submitted():
            return 200
        is_refused = self.form_errors and not any(field.errors for field in self)
        return self._refused_as if is_refused else 422

    def _has_storable_rows(self) -> bool:
        """Whether what stands in lists of forms can be kept, too; whatever cannot says so."""
        is_valid = True
        for field in self:
            for leaf in _leaves(field) if isinstance(field, (FieldList, FormField)) else ():
                try:
                    storable(self, leaf)
                except ValidationError as error:
                    is_valid = False
                    if str(error) not in map(str, leaf.errors):
                        leaf.errors = [*leaf.errors, str(error)]
        return is_valid

    def _refuse_unknown_fields(self) -> None:
        if request.content_length and request.mimetype not in FORM_TYPES:
            abort(415)
        leaves = [leaf for field in self for leaf in _leaves(field)]
        single = {_place(leaf.name) for leaf in leaves if not isinstance(leaf, MANY)}
        known = {_place(leaf.name) for leaf in leaves} | {"csrf_token"}
        unasked = {
            name
            for source in (request.form, request.files)
            for name, values in source.lists()
            if (place := _place(name)) not in known or (place in single and len(values) > 1)
        }
        if unasked:
            abort(422, ", ".join(sorted(unasked)))

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show a rule's refusal above the form instead of failing the request."""
        try:
            yield
        except DomainError as refusal:
            undo()
            self.form_errors.append(str(refusal))
            self._refused_as = refusal.status


class ActForm(BaseForm):
    """A single button: nothing is typed, only the token is checked."""
