"""Hours."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NO_OVERLAP = """
CREATE TRIGGER attendances_overlap_{name} BEFORE {event} ON attendances
WHEN NEW.released_at IS NULL AND EXISTS (
  SELECT 1 FROM attendances AS other
  WHERE other.person_id = NEW.person_id AND other.released_at IS NULL AND other.id IS NOT NEW.id
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
)
BEGIN SELECT RAISE(ABORT, 'this person''s time is taken'); END
"""


def upgrade() -> None:
    op.create_table(
        "availabilities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("week", sa.JSON(), nullable=False),
        sa.Column("lengths", sa.JSON(), nullable=False),
        sa.Column("step_minutes", sa.Integer(), nullable=False),
        sa.Column("notice_hours", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("before_minutes", sa.Integer(), nullable=False),
        sa.Column("after_minutes", sa.Integer(), nullable=False),
        sa.Column("most_per_day", sa.Integer(), nullable=True),
        sa.Column("most_per_week", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("holidays_of", sa.String(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "before_minutes >= 0 AND after_minutes >= 0", name=op.f("ck_availabilities_buffers")
        ),
        sa.CheckConstraint(
            "notice_hours >= 0 AND notice_hours < horizon_days * 24",
            name=op.f("ck_availabilities_notice"),
        ),
        sa.CheckConstraint("step_minutes BETWEEN 5 AND 720", name=op.f("ck_availabilities_step")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_availabilities_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availabilities")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_availabilities_person_id_kind")),
    )
    op.create_table(
        "busy_calendars",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed_address", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_busy_calendars_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_calendars")),
        sa.UniqueConstraint("person_id", name=op.f("uq_busy_calendars_person_id")),
    )
    op.create_index("ix_busy_calendars_due_at", "busy_calendars", ["due_at"], unique=False)

    op.create_table(
        "busy_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_busy_times_order")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_busy_times_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_busy_times")),
    )
    op.create_index(
        "ix_busy_times_person_time", "busy_times", ["person_id", "starts_at"], unique=False
    )

    op.create_table(
        "feed_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("is_busy_only", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_feed_tokens_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_feed_tokens_token_hash")),
    )
    op.create_index("ix_feed_tokens_person_id", "feed_tokens", ["person_id"], unique=False)

    op.create_table(
        "reminder_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("minutes_before", sa.JSON(), nullable=False),
        sa.Column("quiet_from", sa.String(), nullable=False),
        sa.Column("quiet_to", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_reminder_choices_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_choices")),
        sa.UniqueConstraint("person_id", name=op.f("uq_reminder_choices_person_id")),
    )
    op.create_table(
        "special_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_special_days_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_days")),
        sa.UniqueConstraint("person_id", "on", name=op.f("uq_special_days_person_id_on")),
    )
    op.add_column("attendances", sa.Column("busy_from", MOMENT))
    op.add_column("attendances", sa.Column("busy_until", MOMENT))
    op.execute("UPDATE attendances SET busy_from = starts_at, busy_until = ends_at")
    with op.batch_alter_table("attendances") as batch_op:
        batch_op.alter_column("busy_from", nullable=False)
        batch_op.alter_column("busy_until", nullable=False)
    if op.get_bind().dialect.name == "sqlite":  # the table was made anew, without its triggers
        for event in ("INSERT", "UPDATE"):
            op.execute(NO_OVERLAP.format(event=event, name=event.lower()))


def downgrade() -> None:
    op.drop_column("attendances", "busy_until")
    op.drop_column("attendances", "busy_from")

    op.drop_table("special_days")
    op.drop_table("reminder_choices")
    op.drop_index("ix_feed_tokens_person_id", table_name="feed_tokens")

    op.drop_table("feed_tokens")
    op.drop_index("ix_busy_times_person_time", table_name="busy_times")

    op.drop_table("busy_times")
    op.drop_index("ix_busy_calendars_due_at", table_name="busy_calendars")

    op.drop_table("busy_calendars")
    op.drop_table("availabilities")
