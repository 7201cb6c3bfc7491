"""By what a programme can be judged: keys of indicators and their names.

What is counted is counted over thirty days, and the name says so: a target is a pace to keep, no
sum since the first day.
"""

from learning.i18n import _l

MEASURES = {
    "people_involved": _l("People involved in 30 days"),
    "participation": _l("Participation, in percent of those invited"),
    "sessions_held": _l("Sessions held in 30 days"),
    "matched_now": _l("Matched now, in percent of participants"),
    "satisfaction": _l("Satisfaction, in percent of answers"),
    "nps": _l("Net promoter score, from -100 to 100"),
    "unique_readers": _l("Unique readers in 30 days"),
    "articles_published": _l("Articles published in 30 days"),
    "buddy_in_time": _l("Newcomers with a buddy before day one, in percent"),
    "reviews_released": _l("Peer reviews released"),
}
