"""Buddies."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "onboarding_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("newcomer_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("late_decided_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["newcomer_id"], ["people.id"], name=op.f("fk_onboarding_plans_newcomer_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_onboarding_plans_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_plans")),
        sa.UniqueConstraint("newcomer_id", name=op.f("uq_onboarding_plans_newcomer_id")),
    )
    op.create_index(
        op.f("ix_onboarding_plans_programme_id"), "onboarding_plans", ["programme_id"], unique=False
    )
    op.create_index(
        op.f("ix_onboarding_plans_starts_on"), "onboarding_plans", ["starts_on"], unique=False
    )
    op.create_table(
        "buddy_meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["people.id"], name=op.f("fk_buddy_meetings_noted_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["onboarding_plans.id"],
            name=op.f("fk_buddy_meetings_plan_id_onboarding_plans"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buddy_meetings")),
        sa.UniqueConstraint("plan_id", "met_on", name=op.f("uq_buddy_meetings_plan_id_met_on")),
    )
    op.create_table(
        "buddy_pairings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("buddy_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("answer_due_at", MOMENT, nullable=True),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["buddy_id"], ["people.id"], name=op.f("fk_buddy_pairings_buddy_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["onboarding_plans.id"],
            name=op.f("fk_buddy_pairings_plan_id_onboarding_plans"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buddy_pairings")),
    )
    op.create_index(
        op.f("ix_buddy_pairings_buddy_id"), "buddy_pairings", ["buddy_id"], unique=False
    )
    op.create_index(op.f("ix_buddy_pairings_plan_id"), "buddy_pairings", ["plan_id"], unique=False)
    op.create_index(op.f("ix_buddy_pairings_state"), "buddy_pairings", ["state"], unique=False)
    op.create_index(
        "uq_buddy_pairings_open",
        "buddy_pairings",
        ["plan_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('proposed', 'asked', 'active')"),
        postgresql_where=sa.text("state IN ('proposed', 'asked', 'active')"),
    )
    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("mood", sa.String(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint("mood IN ('green', 'yellow', 'red')", name=op.f("ck_check_ins_mood")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["onboarding_plans.id"], name=op.f("fk_check_ins_plan_id_onboarding_plans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("plan_id", "day", name=op.f("uq_check_ins_plan_id_day")),
    )
    op.create_table(
        "checklist_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("skipped_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["done_by"], ["people.id"], name=op.f("fk_checklist_items_done_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["onboarding_plans.id"],
            name=op.f("fk_checklist_items_plan_id_onboarding_plans"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_items")),
    )
    op.create_index(
        op.f("ix_checklist_items_plan_id"), "checklist_items", ["plan_id"], unique=False
    )


def downgrade() -> None:

    op.drop_index(op.f("ix_checklist_items_plan_id"), table_name="checklist_items")
    op.drop_table("checklist_items")
    op.drop_table("check_ins")
    op.drop_index(
        "uq_buddy_pairings_open",
        table_name="buddy_pairings",
        sqlite_where=sa.text("state IN ('proposed', 'asked', 'active')"),
        postgresql_where=sa.text("state IN ('proposed', 'asked', 'active')"),
    )
    op.drop_index(op.f("ix_buddy_pairings_state"), table_name="buddy_pairings")
    op.drop_index(op.f("ix_buddy_pairings_plan_id"), table_name="buddy_pairings")
    op.drop_index(op.f("ix_buddy_pairings_buddy_id"), table_name="buddy_pairings")
    op.drop_table("buddy_pairings")
    op.drop_table("buddy_meetings")
    op.drop_index(op.f("ix_onboarding_plans_starts_on"), table_name="onboarding_plans")
    op.drop_index(op.f("ix_onboarding_plans_programme_id"), table_name="onboarding_plans")
    op.drop_table("onboarding_plans")
