"""Appointments, the hours in which people can be met, and calendars outside,
and waiting lists.
"""

from learning.scheduling.models.appointments import (
    OVERLAP,
    POSTGRESQL_NO_OVERLAP,
    SQLITE_NO_OVERLAP,
    Appointment,
    Attendance,
)
from learning.scheduling.models.calendars import (
    BusyCalendar,
    BusyReading,
    BusyTime,
    FeedToken,
)
from learning.scheduling.models.hours import Availability, ReminderChoice, SiteHoliday, SpecialDay
from learning.scheduling.models.waiting import Answer, Offer

__all__ = [
    "OVERLAP",
    "POSTGRESQL_NO_OVERLAP",
    "SQLITE_NO_OVERLAP",
    "Answer",
    "Appointment",
    "Attendance",
    "Availability",
    "BusyCalendar",
    "BusyReading",
    "BusyTime",
    "FeedToken",
    "Offer",
    "ReminderChoice",
    "SiteHoliday",
    "SpecialDay",
]
