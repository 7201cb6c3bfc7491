"""Reading the holidays that a lead has set for single sites."""

from datetime import date

from sqlalchemy import select

from learning.extensions import db
from learning.scheduling.models import SiteHoliday


def site_holidays(since: date, location: str | None = None) -> list[SiteHoliday]:
    """The holidays of all sites from that day on, or of one, the soonest first."""
    query = select(SiteHoliday).where(SiteHoliday.on >= since)
    if location is not None:
        query = query.where(SiteHoliday.location == location)
    return list(db.session.scalars(query.order_by(SiteHoliday.on, SiteHoliday.location)))
