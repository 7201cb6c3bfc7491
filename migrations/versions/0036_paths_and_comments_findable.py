"""Search finds learning paths and comments: the index hears of those it does not know."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

CHANGES = sa.table(
    "index_changes",
    sa.column("kind"),
    sa.column("object_id"),
    sa.column("version"),
    sa.column("due_at", sa.DateTime(timezone=True)),
    sa.column("attempts"),
)


def upgrade() -> None:
    now = sa.literal(datetime.now(UTC), sa.DateTime(timezone=True))
    paths = sa.table("paths", sa.column("id"), sa.column("published_at"))
    comments = sa.table("article_comments", sa.column("id"), sa.column("hidden_at"))
    for kind, those, condition in (
        ("path", paths, paths.c.published_at.is_not(None)),
        ("comment", comments, comments.c.hidden_at.is_(None)),
    ):
        heard = sa.exists().where(CHANGES.c.kind == kind, CHANGES.c.object_id == those.c.id)
        row = sa.literal(kind), those.c.id, sa.literal(revision), now, sa.literal(0)
        missing = sa.select(*row).where(condition, ~heard)
        op.execute(CHANGES.insert().from_select(list(CHANGES.c.keys()), missing))


def downgrade() -> None:
    op.execute(CHANGES.delete().where(CHANGES.c.version == revision))
