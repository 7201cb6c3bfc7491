"""Circles, office hours, seats that a host gives, and who was there when a group met."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "session_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("shown_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_session_codes_appointment_id_appointments"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_codes")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_session_codes_appointment_id")),
    )
    op.create_table(
        "presences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("proof", sa.String(length=20), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_presences_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["people.id"], name=op.f("fk_presences_noted_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_presences_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presences")),
        sa.UniqueConstraint(
            "appointment_id", "person_id", name=op.f("uq_presences_appointment_id_person_id")
        ),
    )
    op.create_index(op.f("ix_presences_person_id"), "presences", ["person_id"], unique=False)

    op.create_table(
        "circles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("least BETWEEN 2 AND seats", name=op.f("ck_circles_least")),
        sa.CheckConstraint("seats BETWEEN 3 AND 20", name=op.f("ck_circles_seats")),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["people.id"], name=op.f("fk_circles_closed_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_circles_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["people.id"], name=op.f("fk_circles_proposed_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circles")),
    )
    op.create_index(op.f("ix_circles_programme_id"), "circles", ["programme_id"], unique=False)
    op.create_index(op.f("ix_circles_proposed_by"), "circles", ["proposed_by"], unique=False)

    op.create_table(
        "office_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("skill_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(programme_id IS NOT NULL) = (audience = 'programme') "
            "AND (skill_id IS NOT NULL) = (audience = 'skill')",
            name=op.f("ck_office_hours_audience_named"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_office_hours_programme_id_programmes"),
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_office_hours_skill_id_skills")
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slots.id"], name=op.f("fk_office_hours_slot_id_slots")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_hours")),
        sa.UniqueConstraint("slot_id", name=op.f("uq_office_hours_slot_id")),
    )
    op.create_index(
        op.f("ix_office_hours_programme_id"), "office_hours", ["programme_id"], unique=False
    )
    op.create_index(op.f("ix_office_hours_skill_id"), "office_hours", ["skill_id"], unique=False)

    op.create_table(
        "seat_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("answer_words", sa.Text(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_seat_requests_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["slots.id"], name=op.f("fk_seat_requests_slot_id_slots")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_requests")),
        sa.UniqueConstraint(
            "slot_id", "person_id", name=op.f("uq_seat_requests_slot_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_seat_requests_person_id"), "seat_requests", ["person_id"], unique=False
    )

    op.create_table(
        "circle_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_circle_members_circle_id_circles")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_circle_members_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_members")),
    )
    op.create_index(
        op.f("ix_circle_members_circle_id"), "circle_members", ["circle_id"], unique=False
    )
    op.create_index(
        op.f("ix_circle_members_person_id"), "circle_members", ["person_id"], unique=False
    )
    op.create_index(
        "uq_circle_members_facilitator",
        "circle_members",
        ["circle_id"],
        unique=True,
        sqlite_where=sa.text("part = 'facilitator' AND left_at IS NULL"),
        postgresql_where=sa.text("part = 'facilitator' AND left_at IS NULL"),
    )
    op.create_index(
        "uq_circle_members_person",
        "circle_members",
        ["circle_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_index(
        "uq_circle_members_seat",
        "circle_members",
        ["circle_id", "seat"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )

    op.create_table(
        "circle_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circle_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_circle_notes_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_circle_notes_circle_id_circles")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_notes")),
    )
    op.create_index(op.f("ix_circle_notes_author_id"), "circle_notes", ["author_id"], unique=False)
    op.create_index(op.f("ix_circle_notes_circle_id"), "circle_notes", ["circle_id"], unique=False)

    op.create_table(
        "circle_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circle_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("scheduled_by", sa.Integer(), nullable=False),
        sa.Column("scheduled_at", MOMENT, nullable=False),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_circle_sessions_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_by"], ["people.id"], name=op.f("fk_circle_sessions_cancelled_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_circle_sessions_circle_id_circles")
        ),
        sa.ForeignKeyConstraint(
            ["scheduled_by"], ["people.id"], name=op.f("fk_circle_sessions_scheduled_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"],
            ["booking_series.id"],
            name=op.f("fk_circle_sessions_series_id_booking_series"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_sessions")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_circle_sessions_appointment_id")),
    )
    op.create_index(
        op.f("ix_circle_sessions_circle_id"), "circle_sessions", ["circle_id"], unique=False
    )
    op.create_index(
        op.f("ix_circle_sessions_series_id"), "circle_sessions", ["series_id"], unique=False
    )

    op.create_table(
        "circle_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("wished_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_circle_wishes_circle_id_circles")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_circle_wishes_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_wishes")),
        sa.UniqueConstraint(
            "circle_id", "person_id", name=op.f("uq_circle_wishes_circle_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_circle_wishes_person_id"), "circle_wishes", ["person_id"], unique=False
    )

    op.add_column("slots", sa.Column("choose_by", MOMENT, nullable=True))


def downgrade() -> None:
    op.execute(
        "DELETE FROM booking_deadlines WHERE kind IN ('choice', 'circle_offer', 'circle_minimum')"
    )
    op.execute("DELETE FROM seats WHERE kind = 'circle'")
    op.drop_column("slots", "choose_by")

    op.drop_index(op.f("ix_circle_wishes_person_id"), table_name="circle_wishes")

    op.drop_table("circle_wishes")
    op.drop_index(op.f("ix_circle_sessions_series_id"), table_name="circle_sessions")
    op.drop_index(op.f("ix_circle_sessions_circle_id"), table_name="circle_sessions")

    op.drop_table("circle_sessions")
    op.drop_index(op.f("ix_circle_notes_circle_id"), table_name="circle_notes")
    op.drop_index(op.f("ix_circle_notes_author_id"), table_name="circle_notes")

    op.drop_table("circle_notes")
    op.drop_index(
        "uq_circle_members_seat",
        table_name="circle_members",
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.drop_index(
        "uq_circle_members_person",
        table_name="circle_members",
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.drop_index(
        "uq_circle_members_facilitator",
        table_name="circle_members",
        sqlite_where=sa.text("part = 'facilitator' AND left_at IS NULL"),
        postgresql_where=sa.text("part = 'facilitator' AND left_at IS NULL"),
    )
    op.drop_index(op.f("ix_circle_members_person_id"), table_name="circle_members")
    op.drop_index(op.f("ix_circle_members_circle_id"), table_name="circle_members")

    op.drop_table("circle_members")
    op.drop_index(op.f("ix_seat_requests_person_id"), table_name="seat_requests")

    op.drop_table("seat_requests")
    op.drop_index(op.f("ix_office_hours_skill_id"), table_name="office_hours")
    op.drop_index(op.f("ix_office_hours_programme_id"), table_name="office_hours")

    op.drop_table("office_hours")
    op.drop_index(op.f("ix_circles_proposed_by"), table_name="circles")
    op.drop_index(op.f("ix_circles_programme_id"), table_name="circles")

    op.drop_table("circles")
    op.drop_index(op.f("ix_presences_person_id"), table_name="presences")

    op.drop_table("presences")
    op.drop_table("session_codes")
