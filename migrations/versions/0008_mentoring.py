"""Mentoring."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "slots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("is_open_to_all", sa.Boolean(), nullable=False),
        sa.Column("offered_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_slots_order")),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["people.id"], name=op.f("fk_slots_mentor_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
    )
    op.create_index("ix_slots_mentor_time", "slots", ["mentor_id", "starts_at"], unique=False)
    op.create_index(op.f("ix_slots_starts_at"), "slots", ["starts_at"], unique=False)
    op.create_table(
        "match_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("solved_at", MOMENT, nullable=False),
        sa.Column("mentees", sa.Integer(), nullable=False),
        sa.Column("mentors", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_match_runs_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["published_by"], ["people.id"], name=op.f("fk_match_runs_published_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["started_by"], ["people.id"], name=op.f("fk_match_runs_started_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_runs")),
    )
    op.create_index(
        op.f("ix_match_runs_programme_id"), "match_runs", ["programme_id"], unique=False
    )
    op.create_index(
        "uq_match_runs_draft",
        "match_runs",
        ["programme_id"],
        unique=True,
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.create_table(
        "forbidden_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentee_id"], ["people.id"], name=op.f("fk_forbidden_pairs_mentee_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["people.id"], name=op.f("fk_forbidden_pairs_mentor_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_runs.id"], name=op.f("fk_forbidden_pairs_run_id_match_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forbidden_pairs")),
        sa.UniqueConstraint(
            "run_id",
            "mentee_id",
            "mentor_id",
            name=op.f("uq_forbidden_pairs_run_id_mentee_id_mentor_id"),
        ),
    )
    op.create_table(
        "matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("unanswered", sa.JSON(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("mentee_accepted_at", MOMENT, nullable=True),
        sa.Column("mentor_accepted_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["people.id"], name=op.f("fk_matches_closed_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["mentee_id"], ["people.id"], name=op.f("fk_matches_mentee_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["people.id"], name=op.f("fk_matches_mentor_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_matches_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_runs.id"], name=op.f("fk_matches_run_id_match_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matches")),
        sa.UniqueConstraint("run_id", "mentee_id", name=op.f("uq_matches_run_id_mentee_id")),
    )
    op.create_index(op.f("ix_matches_mentee_id"), "matches", ["mentee_id"], unique=False)
    op.create_index(op.f("ix_matches_mentor_id"), "matches", ["mentor_id"], unique=False)
    op.create_index(op.f("ix_matches_programme_id"), "matches", ["programme_id"], unique=False)
    op.create_index("ix_matches_state_expires", "matches", ["state", "expires_at"], unique=False)
    op.create_index(
        "uq_matches_open",
        "matches",
        ["programme_id", "mentee_id", "mentor_id"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "unmatched_mentees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentee_id"], ["people.id"], name=op.f("fk_unmatched_mentees_mentee_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_runs.id"], name=op.f("fk_unmatched_mentees_run_id_match_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmatched_mentees")),
        sa.UniqueConstraint(
            "run_id", "mentee_id", name=op.f("uq_unmatched_mentees_run_id_mentee_id")
        ),
    )
    op.create_table(
        "pairings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["people.id"], name=op.f("fk_pairings_ended_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["match_id"], ["matches.id"], name=op.f("fk_pairings_match_id_matches")
        ),
        sa.ForeignKeyConstraint(
            ["mentee_id"], ["people.id"], name=op.f("fk_pairings_mentee_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["people.id"], name=op.f("fk_pairings_mentor_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_pairings_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairings")),
        sa.UniqueConstraint("match_id", name=op.f("uq_pairings_match_id")),
    )
    op.create_index(op.f("ix_pairings_mentee_id"), "pairings", ["mentee_id"], unique=False)
    op.create_index(op.f("ix_pairings_mentor_id"), "pairings", ["mentor_id"], unique=False)
    op.create_index(op.f("ix_pairings_programme_id"), "pairings", ["programme_id"], unique=False)
    op.create_index(
        "uq_pairings_open",
        "pairings",
        ["programme_id", "mentee_id", "mentor_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("mentee_id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=True),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("booked_at", MOMENT, nullable=False),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("held_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_bookings_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_by"], ["people.id"], name=op.f("fk_bookings_cancelled_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["mentee_id"], ["people.id"], name=op.f("fk_bookings_mentee_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_bookings_pairing_id_pairings")
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name=op.f("fk_bookings_slot_id_slots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_bookings_appointment_id")),
    )
    op.create_index(op.f("ix_bookings_mentee_id"), "bookings", ["mentee_id"], unique=False)
    op.create_index(op.f("ix_bookings_pairing_id"), "bookings", ["pairing_id"], unique=False)
    op.create_index(op.f("ix_bookings_slot_id"), "bookings", ["slot_id"], unique=False)
    op.create_index(
        "uq_bookings_slot",
        "bookings",
        ["slot_id"],
        unique=True,
        sqlite_where=sa.text("cancelled_at IS NULL"),
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )
    op.create_table(
        "pairing_goals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("reached_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_pairing_goals_pairing_id_pairings")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["people.id"], name=op.f("fk_pairing_goals_written_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_goals")),
    )
    op.create_index(
        op.f("ix_pairing_goals_pairing_id"), "pairing_goals", ["pairing_id"], unique=False
    )
    op.create_table(
        "pairing_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_pairing_notes_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_pairing_notes_pairing_id_pairings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_notes")),
    )
    op.create_index(
        op.f("ix_pairing_notes_pairing_id"), "pairing_notes", ["pairing_id"], unique=False
    )
    op.create_table(
        "no_shows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("reported_by", sa.Integer(), nullable=False),
        sa.Column("absent_id", sa.Integer(), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["absent_id"], ["people.id"], name=op.f("fk_no_shows_absent_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_no_shows_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["people.id"], name=op.f("fk_no_shows_reported_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_no_shows")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_no_shows_booking_id")),
    )
    op.create_index(op.f("ix_no_shows_absent_id"), "no_shows", ["absent_id"], unique=False)
    op.create_table(
        "session_feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("usefulness", sa.Integer(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("recommend", sa.Integer(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "recommend BETWEEN 0 AND 10", name=op.f("ck_session_feedback_recommend")
        ),
        sa.CheckConstraint(
            "usefulness BETWEEN 1 AND 4", name=op.f("ck_session_feedback_usefulness")
        ),
        sa.ForeignKeyConstraint(
            ["about_id"], ["people.id"], name=op.f("fk_session_feedback_about_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_session_feedback_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_session_feedback_booking_id_bookings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_feedback")),
        sa.UniqueConstraint(
            "booking_id", "author_id", name=op.f("uq_session_feedback_booking_id_author_id")
        ),
    )
    op.create_index(
        op.f("ix_session_feedback_about_id"), "session_feedback", ["about_id"], unique=False
    )
    op.create_index(
        op.f("ix_session_feedback_author_id"), "session_feedback", ["author_id"], unique=False
    )
    op.create_index(
        op.f("ix_session_feedback_written_at"), "session_feedback", ["written_at"], unique=False
    )


def downgrade() -> None:

    op.drop_index(op.f("ix_session_feedback_written_at"), table_name="session_feedback")
    op.drop_index(op.f("ix_session_feedback_author_id"), table_name="session_feedback")
    op.drop_index(op.f("ix_session_feedback_about_id"), table_name="session_feedback")
    op.drop_table("session_feedback")
    op.drop_index(op.f("ix_no_shows_absent_id"), table_name="no_shows")
    op.drop_table("no_shows")
    op.drop_index(op.f("ix_pairing_notes_pairing_id"), table_name="pairing_notes")
    op.drop_table("pairing_notes")
    op.drop_index(op.f("ix_pairing_goals_pairing_id"), table_name="pairing_goals")
    op.drop_table("pairing_goals")
    op.drop_index(
        "uq_bookings_slot",
        table_name="bookings",
        sqlite_where=sa.text("cancelled_at IS NULL"),
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )
    op.drop_index(op.f("ix_bookings_slot_id"), table_name="bookings")
    op.drop_index(op.f("ix_bookings_pairing_id"), table_name="bookings")
    op.drop_index(op.f("ix_bookings_mentee_id"), table_name="bookings")
    op.drop_table("bookings")
    op.drop_index(
        "uq_pairings_open",
        table_name="pairings",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("ix_pairings_programme_id"), table_name="pairings")
    op.drop_index(op.f("ix_pairings_mentor_id"), table_name="pairings")
    op.drop_index(op.f("ix_pairings_mentee_id"), table_name="pairings")
    op.drop_table("pairings")
    op.drop_table("unmatched_mentees")
    op.drop_index(
        "uq_matches_open",
        table_name="matches",
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.drop_index("ix_matches_state_expires", table_name="matches")
    op.drop_index(op.f("ix_matches_programme_id"), table_name="matches")
    op.drop_index(op.f("ix_matches_mentor_id"), table_name="matches")
    op.drop_index(op.f("ix_matches_mentee_id"), table_name="matches")
    op.drop_table("matches")
    op.drop_table("forbidden_pairs")
    op.drop_index(
        "uq_match_runs_draft",
        table_name="match_runs",
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.drop_index(op.f("ix_match_runs_programme_id"), table_name="match_runs")
    op.drop_table("match_runs")
    op.drop_index(op.f("ix_slots_starts_at"), table_name="slots")
    op.drop_index("ix_slots_mentor_time", table_name="slots")
    op.drop_table("slots")
