"""Help clinics."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "clinics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.CheckConstraint("minutes BETWEEN 30 AND 240", name=op.f("ck_clinics_minutes")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_clinics_weekday")),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["people.id"], name=op.f("fk_clinics_opened_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_clinics_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinics")),
    )
    op.create_index(op.f("ix_clinics_programme_id"), "clinics", ["programme_id"], unique=False)

    op.create_table(
        "clinic_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("solved_by", sa.Integer(), nullable=True),
        sa.Column("solved_at", MOMENT, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("thanks", sa.Text(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["people.id"], name=op.f("fk_clinic_cases_asker_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by"], ["people.id"], name=op.f("fk_clinic_cases_claimed_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id"], ["clinics.id"], name=op.f("fk_clinic_cases_clinic_id_clinics")
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_clinic_cases_skill_id_skills")
        ),
        sa.ForeignKeyConstraint(
            ["solved_by"], ["people.id"], name=op.f("fk_clinic_cases_solved_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic_cases")),
    )
    op.create_index(op.f("ix_clinic_cases_asker_id"), "clinic_cases", ["asker_id"], unique=False)
    op.create_index(
        op.f("ix_clinic_cases_claimed_by"), "clinic_cases", ["claimed_by"], unique=False
    )
    op.create_index(
        "ix_clinic_cases_queue",
        "clinic_cases",
        ["clinic_id", "closed_at", "asked_at"],
        unique=False,
    )
    op.create_index(
        "uq_clinic_cases_claim",
        "clinic_cases",
        ["claimed_by"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "uq_clinic_cases_open",
        "clinic_cases",
        ["clinic_id", "asker_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(
        "uq_clinic_cases_open",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
        table_name="clinic_cases",
    )
    op.drop_index(
        "uq_clinic_cases_claim",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
        table_name="clinic_cases",
    )
    op.drop_index("ix_clinic_cases_queue", table_name="clinic_cases")
    op.drop_index(op.f("ix_clinic_cases_claimed_by"), table_name="clinic_cases")
    op.drop_index(op.f("ix_clinic_cases_asker_id"), table_name="clinic_cases")

    op.drop_table("clinic_cases")
    op.drop_index(op.f("ix_clinics_programme_id"), table_name="clinics")

    op.drop_table("clinics")
