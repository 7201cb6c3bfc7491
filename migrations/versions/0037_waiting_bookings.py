"""Requests that wait for an answer are found without reading every booking there ever was."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

WAITS = sa.text("cancelled_at IS NULL AND accepted_at IS NULL AND answer_by IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_bookings_waiting",
        "bookings",
        ["answer_by"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )


def downgrade() -> None:
    op.drop_index("ix_bookings_waiting", table_name="bookings")
