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
