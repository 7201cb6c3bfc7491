"""What may be typed about one's time."""

from learning.scheduling.forms.calendars import BusyCalendarForm, RemindersForm
from learning.scheduling.forms.hours import HoursForm, SiteHolidaysForm, SpecialDaysForm

__all__ = ["BusyCalendarForm", "HoursForm", "RemindersForm", "SiteHolidaysForm", "SpecialDaysForm"]
