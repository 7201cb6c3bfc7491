"""Reading people's time."""

from learning.scheduling.queries.appointments import appointments_of, is_busy
from learning.scheduling.queries.calendars import (
    busy_calendar_of,
    busy_times_of,
    feed_by_token,
    feed_of,
    feeds_of,
)
from learning.scheduling.queries.free_times import (
    FreeTime,
    at_work,
    free_hosts,
    free_times,
    is_free_time,
    nearest_free_times,
)
from learning.scheduling.queries.holidays import site_holidays
from learning.scheduling.queries.hours import (
    availability_of,
    hours_of,
    keeping_own_hours,
    kinds_with_hours,
    limits_of,
    reminder_choice_of,
    reminder_choices_of,
    special_day_of,
    special_days_of,
)
from learning.scheduling.queries.meetings import (
    Details,
    Meeting,
    meetings_of,
    next_meeting_after,
)
from learning.scheduling.queries.open_hours import open_hours
from learning.scheduling.queries.waiting import offer_to, open_offers, waiting_in, waiting_in_all

__all__ = [
    "Details",
    "FreeTime",
    "Meeting",
    "appointments_of",
    "at_work",
    "availability_of",
    "busy_calendar_of",
    "busy_times_of",
    "feed_by_token",
    "feed_of",
    "feeds_of",
    "free_hosts",
    "free_times",
    "hours_of",
    "is_busy",
    "is_free_time",
    "keeping_own_hours",
    "kinds_with_hours",
    "limits_of",
    "meetings_of",
    "nearest_free_times",
    "next_meeting_after",
    "offer_to",
    "open_hours",
    "open_offers",
    "reminder_choice_of",
    "reminder_choices_of",
    "site_holidays",
    "special_day_of",
    "special_days_of",
    "waiting_in",
    "waiting_in_all",
]
