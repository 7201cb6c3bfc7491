"""What happens to people's time."""

from learning.scheduling.operations.calendars import (
    READ_AHEAD,
    TooManyFeeds,
    end_feed,
    forget_calendar,
    keep_busy_times,
    make_feed,
    note_failure,
    renew_feed,
    watch_calendar,
)
from learning.scheduling.operations.hours import (
    choose_reminders,
    drop_hours,
    drop_special_day,
    keep_hours,
    set_special_days,
)
from learning.scheduling.operations.limits import DayFull
from learning.scheduling.operations.sites import drop_site_holiday, set_site_holidays
from learning.scheduling.operations.times import (
    Reservation,
    TimeTaken,
    hold_time,
    join_time,
    leave_time,
    lock_people,
    move_time,
    release_time,
    release_times,
    replace_person,
)
from learning.scheduling.operations.waiting import (
    OfferRefused,
    answer_offer,
    join_queue,
    make_offer,
)

__all__ = [
    "READ_AHEAD",
    "DayFull",
    "OfferRefused",
    "Reservation",
    "TimeTaken",
    "TooManyFeeds",
    "answer_offer",
    "choose_reminders",
    "drop_hours",
    "drop_site_holiday",
    "drop_special_day",
    "end_feed",
    "forget_calendar",
    "hold_time",
    "join_queue",
    "join_time",
    "keep_busy_times",
    "keep_hours",
    "leave_time",
    "lock_people",
    "make_feed",
    "make_offer",
    "move_time",
    "note_failure",
    "release_time",
    "release_times",
    "renew_feed",
    "replace_person",
    "set_site_holidays",
    "set_special_days",
    "watch_calendar",
]
