"""The pages of people's time: one's hours, and the calendar of all one's meetings."""

from learning.scheduling.views import calendar, feeds, hours, outside, sites
from learning.scheduling.views.blueprint import bp, init_app

__all__ = ["bp", "calendar", "feeds", "hours", "init_app", "outside", "sites"]
