"""Anonymity and reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "envelopes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelopes")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_envelopes_round", "envelopes", ["instrument", "round_id"], unique=False)
    op.create_table(
        "review_cycles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("summary", sa.JSON(), nullable=True),
        sa.CheckConstraint("k >= 5", name=op.f("ck_review_cycles_k")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["people.id"], name=op.f("fk_review_cycles_created_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_review_cycles_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_cycles")),
    )
    op.create_index(
        op.f("ix_review_cycles_programme_id"), "review_cycles", ["programme_id"], unique=False
    )
    op.create_table(
        "review_criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["review_cycles.id"],
            name=op.f("fk_review_criteria_cycle_id_review_cycles"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_criteria")),
    )
    op.create_index(
        op.f("ix_review_criteria_cycle_id"), "review_criteria", ["cycle_id"], unique=False
    )
    op.create_table(
        "reviewees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.Column("self_ratings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"], ["review_cycles.id"], name=op.f("fk_reviewees_cycle_id_review_cycles")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_reviewees_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewees")),
        sa.UniqueConstraint("cycle_id", "person_id", name=op.f("uq_reviewees_cycle_id_person_id")),
    )
    op.create_index(op.f("ix_reviewees_person_id"), "reviewees", ["person_id"], unique=False)
    op.create_table(
        "review_assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("reviewee_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_sent", sa.Boolean(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["review_cycles.id"],
            name=op.f("fk_review_assignments_cycle_id_review_cycles"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewee_id"],
            ["reviewees.id"],
            name=op.f("fk_review_assignments_reviewee_id_reviewees"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["people.id"], name=op.f("fk_review_assignments_reviewer_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_assignments")),
        sa.UniqueConstraint(
            "reviewee_id", "reviewer_id", name=op.f("uq_review_assignments_reviewee_id_reviewer_id")
        ),
    )
    op.create_index(
        op.f("ix_review_assignments_cycle_id"), "review_assignments", ["cycle_id"], unique=False
    )
    op.create_index(
        "ix_review_assignments_reviewer",
        "review_assignments",
        ["reviewer_id", "state"],
        unique=False,
    )
    op.create_table(
        "review_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reviewee_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("keep", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("ask", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reviewee_id"], ["reviewees.id"], name=op.f("fk_review_results_reviewee_id_reviewees")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_results")),
        sa.UniqueConstraint("reviewee_id", name=op.f("uq_review_results_reviewee_id")),
    )


def downgrade() -> None:

    op.drop_table("review_results")
    op.drop_index("ix_review_assignments_reviewer", table_name="review_assignments")
    op.drop_index(op.f("ix_review_assignments_cycle_id"), table_name="review_assignments")
    op.drop_table("review_assignments")
    op.drop_index(op.f("ix_reviewees_person_id"), table_name="reviewees")
    op.drop_table("reviewees")
    op.drop_index(op.f("ix_review_criteria_cycle_id"), table_name="review_criteria")
    op.drop_table("review_criteria")
    op.drop_index(op.f("ix_review_cycles_programme_id"), table_name="review_cycles")
    op.drop_table("review_cycles")
    op.drop_index("ix_envelopes_round", table_name="envelopes")
    op.drop_table("envelopes")
