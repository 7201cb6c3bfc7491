"""By what a programme can be judged: keys of indicators and their names."""

from learning.i18n import _l

MEASURES = {
    "people_involved": _l("People involved"),
    "participation": _l("Participation, in percent of those invited"),
    "sessions_held": _l("Sessions held"),
    "matched_now": _l("Matched now, in percent of participants"),
    "satisfaction": _l("Satisfaction, in percent of answers"),
    "nps": _l("Net promoter score, from -100 to 100"),
    "unique_readers": _l("Unique readers"),
    "articles_published": _l("Articles published"),
    "buddy_in_time": _l("Newcomers with a buddy before day one, in percent"),
    "reviews_released": _l("Peer reviews released"),
}
