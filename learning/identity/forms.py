"""What is typed to sign in, and to choose a password."""

from wtforms import BooleanField, EmailField, HiddenField, PasswordField
from wtforms.validators import EqualTo, InputRequired, Length

from learning.i18n import _l
from learning.identity.rules import MAX_LENGTH, MIN_LENGTH
from learning.web.forms import BaseForm

_LONGEST_ADDRESS = 254  # RFC 5321, erratum 1690


class _AddressForm(BaseForm):
    email = EmailField(
        _l("E-mail address"),
        validators=[
            InputRequired(_l("Write the address that your company knows you by.")),
            Length(max=_LONGEST_ADDRESS, message=_l("This is too long for an address.")),
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


class SignInForm(_AddressForm):
    password = PasswordField(
        _l("Password"),
        validators=[
            InputRequired(_l("Write your password.")),
            Length(max=MAX_LENGTH, message=_l("At most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )
    remember = BooleanField(_l("Keep me signed in on this device for 30 days"))
    next = HiddenField()


class LinkForm(_AddressForm):
    """Asking for a link by mail."""


class NewPasswordForm(BaseForm):
    password = PasswordField(
        _l("New password"),
        description=_l("At least ten characters. Three or four unrelated words are good."),
        validators=[
            InputRequired(_l("Choose a password.")),
            Length(max=MAX_LENGTH, message=_l("At most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "new-password", "minlength": MIN_LENGTH},
    )
    again = PasswordField(
        _l("The same once more"),
        validators=[EqualTo("password", _l("The two are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(
        _l("Current password"),
        validators=[
            InputRequired(_l("Write your current password.")),
            Length(max=MAX_LENGTH, message=_l("At most %(max)d characters.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )
