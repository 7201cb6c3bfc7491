"""The relationship: agreements, goals, agendas, messages, ends."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "agenda_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("session_number", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_agenda_templates_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_templates")),
        sa.UniqueConstraint(
            "programme_id",
            "kind",
            "session_number",
            name=op.f("uq_agenda_templates_programme_id_kind_session_number"),
        ),
    )
    op.create_table(
        "milestone_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_milestone_templates_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_templates")),
    )
    op.create_index(
        "ix_milestone_templates_programme",
        "milestone_templates",
        ["programme_id", "position"],
        unique=False,
    )

    op.create_table(
        "pairing_defaults",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("cadence_days", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("extension_weeks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_pairing_defaults_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_pairing_defaults")),
    )
    op.create_table(
        "agenda_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("session_number", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("covered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["people.id"], name=op.f("fk_agenda_points_added_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_agenda_points_pairing_id_pairings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_points")),
    )
    op.create_index(
        op.f("ix_agenda_points_pairing_id"), "agenda_points", ["pairing_id"], unique=False
    )

    op.create_table(
        "logged_talks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("held_at", MOMENT, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["people.id"], name=op.f("fk_logged_talks_confirmed_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_logged_talks_pairing_id_pairings")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["people.id"], name=op.f("fk_logged_talks_written_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logged_talks")),
    )
    op.create_index(
        op.f("ix_logged_talks_pairing_id"), "logged_talks", ["pairing_id"], unique=False
    )

    op.create_table(
        "pairing_agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("cadence_days", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("confidentiality", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("mentee_confirmed_at", MOMENT, nullable=True),
        sa.Column("mentor_confirmed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "cadence_days BETWEEN 7 AND 56", name=op.f("ck_pairing_agreements_cadence")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_pairing_agreements_pairing_id_pairings")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["people.id"], name=op.f("fk_pairing_agreements_written_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_agreements")),
        sa.UniqueConstraint(
            "pairing_id", "revision", name=op.f("uq_pairing_agreements_pairing_id_revision")
        ),
    )
    op.create_table(
        "pairing_exit_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("usefulness", sa.Integer(), nullable=False),
        sa.Column("recommend", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "recommend BETWEEN 0 AND 10", name=op.f("ck_pairing_exit_answers_recommend")
        ),
        sa.CheckConstraint(
            "usefulness BETWEEN 1 AND 4", name=op.f("ck_pairing_exit_answers_usefulness")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"],
            ["pairings.id"],
            name=op.f("fk_pairing_exit_answers_pairing_id_pairings"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_pairing_exit_answers_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_exit_answers")),
        sa.UniqueConstraint(
            "pairing_id", "person_id", name=op.f("uq_pairing_exit_answers_pairing_id_person_id")
        ),
    )
    op.create_table(
        "pairing_extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("is_agreed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["people.id"], name=op.f("fk_pairing_extensions_asked_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_pairing_extensions_pairing_id_pairings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_extensions")),
    )
    op.create_index(
        op.f("ix_pairing_extensions_pairing_id"), "pairing_extensions", ["pairing_id"], unique=False
    )

    op.create_table(
        "pairing_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_pairing_messages_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_pairing_messages_pairing_id_pairings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_messages")),
    )
    op.create_index(
        "ix_pairing_messages_pairing", "pairing_messages", ["pairing_id", "id"], unique=False
    )

    op.create_table(
        "pairing_milestones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["done_by"], ["people.id"], name=op.f("fk_pairing_milestones_done_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_pairing_milestones_pairing_id_pairings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_milestones")),
        sa.UniqueConstraint(
            "pairing_id", "template_id", name=op.f("uq_pairing_milestones_pairing_id_template_id")
        ),
    )
    op.create_table(
        "pairing_actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["goal_id"], ["pairing_goals.id"], name=op.f("fk_pairing_actions_goal_id_pairing_goals")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["people.id"], name=op.f("fk_pairing_actions_owner_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_pairing_actions_pairing_id_pairings")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["people.id"], name=op.f("fk_pairing_actions_written_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_actions")),
    )
    op.create_index(
        op.f("ix_pairing_actions_pairing_id"), "pairing_actions", ["pairing_id"], unique=False
    )

    op.create_table(
        "pairing_goal_updates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_pairing_goal_updates_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["goal_id"],
            ["pairing_goals.id"],
            name=op.f("fk_pairing_goal_updates_goal_id_pairing_goals"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_goal_updates")),
    )
    op.create_index(
        op.f("ix_pairing_goal_updates_goal_id"), "pairing_goal_updates", ["goal_id"], unique=False
    )

    op.add_column(
        "pairing_goals",
        sa.Column("mode", sa.String(length=20), server_default="judged", nullable=False),
    )
    op.add_column(
        "pairing_goals", sa.Column("percent", sa.Integer(), server_default="0", nullable=False)
    )

    op.add_column(
        "pairings",
        sa.Column("kind", sa.String(length=20), server_default="mentoring", nullable=False),
    )
    op.add_column("pairings", sa.Column("ends_on", sa.Date(), nullable=True))
    op.add_column("pairings", sa.Column("contact_at", MOMENT, nullable=True))
    op.add_column("pairings", sa.Column("warned_at", MOMENT, nullable=True))
    op.add_column("pairings", sa.Column("paused_at", MOMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("pairings", "paused_at")
    op.drop_column("pairings", "warned_at")
    op.drop_column("pairings", "contact_at")
    op.drop_column("pairings", "ends_on")
    op.drop_column("pairings", "kind")

    op.drop_column("pairing_goals", "percent")
    op.drop_column("pairing_goals", "mode")

    op.drop_index(op.f("ix_pairing_goal_updates_goal_id"), table_name="pairing_goal_updates")

    op.drop_table("pairing_goal_updates")
    op.drop_index(op.f("ix_pairing_actions_pairing_id"), table_name="pairing_actions")

    op.drop_table("pairing_actions")
    op.drop_table("pairing_milestones")
    op.drop_index("ix_pairing_messages_pairing", table_name="pairing_messages")

    op.drop_table("pairing_messages")
    op.drop_index(op.f("ix_pairing_extensions_pairing_id"), table_name="pairing_extensions")

    op.drop_table("pairing_extensions")
    op.drop_table("pairing_exit_answers")
    op.drop_table("pairing_agreements")
    op.drop_index(op.f("ix_logged_talks_pairing_id"), table_name="logged_talks")

    op.drop_table("logged_talks")
    op.drop_index(op.f("ix_agenda_points_pairing_id"), table_name="agenda_points")

    op.drop_table("agenda_points")
    op.drop_table("pairing_defaults")
    op.drop_index("ix_milestone_templates_programme", table_name="milestone_templates")

    op.drop_table("milestone_templates")
    op.drop_table("agenda_templates")
