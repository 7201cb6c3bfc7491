"""Flash talks."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "flash_talks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("guest_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["guest_id"], ["people.id"], name=op.f("fk_flash_talks_guest_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["host_id"], ["people.id"], name=op.f("fk_flash_talks_host_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_flash_talks_programme_id_programmes"),
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_flash_talks_skill_id_skills")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flash_talks")),
    )
    op.create_index(op.f("ix_flash_talks_guest_id"), "flash_talks", ["guest_id"], unique=False)
    op.create_index(
        op.f("ix_flash_talks_programme_id"), "flash_talks", ["programme_id"], unique=False
    )
    op.create_index(
        "uq_flash_talks_open",
        "flash_talks",
        ["host_id", "guest_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    # with the constraint in the column, SQLite need not copy the table
    op.execute(
        "ALTER TABLE bookings ADD COLUMN flash_id INTEGER "
        "CONSTRAINT fk_bookings_flash_id_flash_talks REFERENCES flash_talks (id)"
    )
    op.create_index(op.f("ix_bookings_flash_id"), "bookings", ["flash_id"], unique=False)
    with op.batch_alter_table("session_feedback") as batch:
        batch.alter_column("recommend", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM session_feedback WHERE recommend IS NULL")
    with op.batch_alter_table("session_feedback") as batch:
        batch.alter_column("recommend", existing_type=sa.Integer(), nullable=False)
    op.drop_index(op.f("ix_bookings_flash_id"), table_name="bookings")
    op.drop_column("bookings", "flash_id")
    op.drop_index(
        "uq_flash_talks_open",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
        table_name="flash_talks",
    )
    op.drop_index(op.f("ix_flash_talks_programme_id"), table_name="flash_talks")
    op.drop_index(op.f("ix_flash_talks_guest_id"), table_name="flash_talks")
    op.drop_table("flash_talks")
