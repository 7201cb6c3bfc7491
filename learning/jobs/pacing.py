"""When a notice goes out by mail: now, after somebody's quiet hours, or with their digest."""

from datetime import datetime

from learning.jobs.sweeping import Later
from learning.notifications.models import Notification
from learning.notifications.operations import join_digest
from learning.notifications.queries import has_enough_mail, pace_of
from learning.notifications.rules import Pace, can_wait, next_digest
from learning.scheduling.queries import reminder_choice_of
from learning.scheduling.rules.reminders import after_quiet


def goes_now(notice: Notification, now: datetime) -> bool:
    """Whether to mail the notice now; else it has joined the digest. Raises Later.

    What is for a calendar, and a reminder, which has its moment, are in no digest.
    """
    person, kind, facts = notice.person, notice.kind, notice.facts
    until = after_quiet(now, reminder_choice_of(person.id), person.timezone)
    if until > now and can_wait(kind, facts, now, until):
        raise Later(until)
    if notice.calendar is not None or notice.moot_at is not None:
        return True
    pace = pace_of(person)
    due_at = next_digest(pace, person.timezone, now)
    if not can_wait(kind, facts, now, due_at):
        return True
    if pace is Pace.INSTANT and not has_enough_mail(person, now):
        return True
    join_digest(notice, due_at)
    return False
