"""What was reported and waits for a moderator."""

from sqlalchemy import func, select

from learning.home.queries.tasks.lines import ME, Line, line
from learning.home.rules import Kind
from learning.moderation.models import Report
from learning.people.models import Role, RoleGrant


def _reports() -> Line:
    is_moderator = select(RoleGrant.id).where(
        RoleGrant.person_id == ME, RoleGrant.role == Role.MODERATOR
    )
    return (
        line(Kind.REPORT, number=func.count(Report.id), at=func.min(Report.reported_at))
        .where(
            is_moderator.exists(),
            Report.decided_at.is_(None),
            Report.reported_by != ME,
            Report.about_id != ME,
        )
        .having(func.count(Report.id) > 0)
    )


LINES = (_reports(),)
