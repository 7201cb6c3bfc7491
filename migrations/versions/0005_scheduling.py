"""Scheduling."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
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
        "appointments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_appointments_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
        sa.UniqueConstraint("uid", name=op.f("uq_appointments_uid")),
    )
    op.create_index(op.f("ix_appointments_starts_at"), "appointments", ["starts_at"], unique=False)
    op.create_table(
        "attendances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("released_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_attendances_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_attendances_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
        sa.UniqueConstraint(
            "appointment_id", "person_id", name=op.f("uq_attendances_appointment_id_person_id")
        ),
    )
    op.create_index(
        "ix_attendances_person_time", "attendances", ["person_id", "starts_at"], unique=False
    )

    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            "ALTER TABLE attendances ADD CONSTRAINT attendances_overlap EXCLUDE USING gist "
            "(person_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) "
            "WHERE (released_at IS NULL)"
        )
    else:
        for event in ("INSERT", "UPDATE"):
            op.execute(NO_OVERLAP.format(event=event, name=event.lower()))


def downgrade() -> None:

    op.drop_index("ix_attendances_person_time", table_name="attendances")
    op.drop_table("attendances")
    op.drop_index(op.f("ix_appointments_starts_at"), table_name="appointments")
    op.drop_table("appointments")
