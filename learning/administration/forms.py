"""What is typed to give roles and to find accounts."""

from wtforms import HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from learning.i18n import _l
from learning.people.models import Role
from learning.web.forms import BaseForm

ROLE_NAMES = {
    Role.PROGRAMME_LEAD: _l("Programme lead"),
    Role.MODERATOR: _l("Moderator"),
    Role.AUDITOR: _l("Auditor"),
    Role.ADMIN: _l("Administrator"),
    Role.HR_INTEGRATION: _l("HR system"),
}
ROLE_TEXTS = {
    Role.ADMIN: _l("Imports people, gives roles, watches that all runs. Reads nobody's notes."),
    Role.PROGRAMME_LEAD: _l("Sets up programmes, invites people, matches them, sees how it goes."),
    Role.MODERATOR: _l("Publishes and verifies articles, decides on what colleagues report."),
    Role.AUDITOR: _l("Reads the trail and the figures, and takes part in nothing."),
    Role.HR_INTEGRATION: _l(
        "A machine that keeps the roster. Such an account cannot sign in here."
    ),
}


class GrantForm(BaseForm):
    """Who gets which role; the page looks the person up and says whom it did not find."""

    who = StringField(
        _l("Who"),
        description=_l("A name or an e-mail address."),
        validators=[InputRequired(_l("Write a name or an address.")), Length(max=254)],
        render_kw={"autocomplete": "off"},
    )
    role = SelectField(
        _l("Role"),
        choices=[SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()],
    )


class RoleForm(BaseForm):
    """The button that takes a role back, or gives it."""

    role = HiddenField(validators=[InputRequired()])

    def validate_role(self, field: HiddenField) -> None:
        if field.data not in set(Role):
            raise ValidationError


class ReplayForm(BaseForm):
    """The button that tries a row again."""

    pile = HiddenField(validators=[InputRequired()])
    row_id = HiddenField(validators=[InputRequired()])
