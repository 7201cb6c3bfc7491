"""Which notices somebody wants by mail."""

from typing import Any

from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from learning.i18n import _l
from learning.web.forms import BaseForm

# Every kind that may be silenced, in the words of the preferences page. A kind is the path of
# its template: templates/<feature>/notices/<name>.txt.
KINDS = {
    "administration.role_changed": _l("You were given a role, or a role was taken back"),
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
}


class PreferencesForm(BaseForm):
    """Every kind that may be silenced, ticked where it comes by mail too."""

    by_mail = SelectMultipleField(
        _l("Tell me by mail, too, when"),
        choices=list(KINDS.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def wanted(self) -> dict[str, bool]:
        """Each kind, and whether it is ticked."""
        ticked: Any = self.by_mail.data or []
        return {kind: kind in ticked for kind in KINDS}
