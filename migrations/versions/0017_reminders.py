"""Reminders, and readings of calendars outside."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("notifications", sa.Column("moot_at", MOMENT))
    # readings come to rows of their own; the calendars' columns for them were never used
    op.drop_index("ix_busy_calendars_due_at", table_name="busy_calendars")
    with op.batch_alter_table("busy_calendars") as batch_op:
        for name in ("due_at", "done_at", "leased_until", "attempts"):
            batch_op.drop_column(name)
    op.create_table(
        "busy_readings",
        sa.Column("calendar_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["calendar_id"],
            ["busy_calendars.id"],
            name=op.f("fk_busy_readings_calendar_id_busy_calendars"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_readings")),
    )
    op.create_index("ix_busy_readings_calendar_id", "busy_readings", ["calendar_id"])
    op.create_index("ix_busy_readings_due_at", "busy_readings", ["due_at"])


def downgrade() -> None:
    op.drop_index("ix_busy_readings_due_at", table_name="busy_readings")
    op.drop_index("ix_busy_readings_calendar_id", table_name="busy_readings")
    op.drop_table("busy_readings")
    op.add_column("busy_calendars", sa.Column("due_at", MOMENT))
    op.add_column("busy_calendars", sa.Column("done_at", MOMENT))
    op.add_column("busy_calendars", sa.Column("leased_until", MOMENT))
    op.add_column("busy_calendars", sa.Column("attempts", sa.Integer()))
    op.execute("UPDATE busy_calendars SET due_at = CURRENT_TIMESTAMP, attempts = 0")
    with op.batch_alter_table("busy_calendars") as batch_op:
        batch_op.alter_column("due_at", nullable=False)
        batch_op.alter_column("attempts", nullable=False)
    op.create_index("ix_busy_calendars_due_at", "busy_calendars", ["due_at"])
    op.drop_column("notifications", "moot_at")
