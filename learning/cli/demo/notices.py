"""What people were told in the past: mailed long ago, and mostly read."""

from datetime import timedelta

from sqlalchemy import update

from learning.cli.demo.company import Company
from learning.extensions import db
from learning.notifications.models import Notification

UNREAD = timedelta(days=4)


def file_old_notices(company: Company) -> None:
    """Nobody gets mail about the past; what is younger than `UNREAD` waits in the inboxes."""
    people = [person.id for person in company.people.values()]
    told = Notification.person_id.in_(people), Notification.due_at <= company.now
    unmailed = Notification.done_at.is_(None)
    db.session.execute(update(Notification).where(*told, unmailed).values(done_at=company.now))
    old = Notification.due_at <= company.now - UNREAD
    db.session.execute(update(Notification).where(*told, old).values(read_at=company.now - UNREAD))
