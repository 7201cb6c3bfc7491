"""What people want to reach as mentees, or help to reach as mentors; matching compares the two."""

from learning.i18n import _l

MOST_GOALS = 3
PERSONAL_GOALS = {
    "craft": _l("More depth in a field"),
    "step": _l("The next step of a career"),
    "change": _l("A change of field or department"),
    "leading": _l("Leading people"),
    "speaking": _l("Speaking and presenting"),
    "across": _l("Working across teams"),
    "confidence": _l("Confidence in one’s own work"),
    "network": _l("A wider network"),
}
