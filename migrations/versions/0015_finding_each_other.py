"""How people find each other: seats, wishes, pauses and re-matches."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(length=20)


def upgrade() -> None:
    op.create_table(
        "marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["people.id"], name=op.f("fk_marks_other_id_people")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_marks_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
        sa.UniqueConstraint("person_id", "other_id", name=op.f("uq_marks_person_id_other_id")),
    )
    op.create_index(op.f("ix_marks_other_id"), "marks", ["other_id"], unique=False)

    op.create_table(
        "seat_limits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_seat_limits_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_limits")),
        sa.UniqueConstraint("person_id", name=op.f("uq_seat_limits_person_id")),
    )
    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("given_back_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_seats_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint(
            "kind", "object_id", "person_id", name=op.f("uq_seats_kind_object_id_person_id")
        ),
    )
    op.create_index(
        "ix_seats_taken",
        "seats",
        ["person_id"],
        unique=False,
        sqlite_where=sa.text("given_back_at IS NULL"),
        postgresql_where=sa.text("given_back_at IS NULL"),
    )

    op.create_table(
        "silence_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolments.id"],
            name=op.f("fk_silence_questions_enrolment_id_enrolments"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence_questions")),
    )
    op.create_index(
        op.f("ix_silence_questions_enrolment_id"),
        "silence_questions",
        ["enrolment_id"],
        unique=False,
    )

    op.create_table(
        "wish_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_asking", sa.Boolean(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolments.id"], name=op.f("fk_wish_lists_enrolment_id_enrolments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish_lists")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_wish_lists_enrolment_id")),
    )
    op.create_table(
        "wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["wish_lists.id"], name=op.f("fk_wishes_list_id_wish_lists")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["people.id"], name=op.f("fk_wishes_other_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
        sa.UniqueConstraint("list_id", "other_id", name=op.f("uq_wishes_list_id_other_id")),
    )
    op.create_index(op.f("ix_wishes_other_id"), "wishes", ["other_id"], unique=False)

    op.create_table(
        "fit_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answer", WORD, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_fit_questions_pairing_id_pairings")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_fit_questions_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fit_questions")),
        sa.UniqueConstraint(
            "pairing_id",
            "person_id",
            "turn",
            name=op.f("uq_fit_questions_pairing_id_person_id_turn"),
        ),
    )
    op.create_index(
        op.f("ix_fit_questions_person_id"), "fit_questions", ["person_id"], unique=False
    )

    op.create_table(
        "rematches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=True),
        sa.Column("reason", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_rematches_decided_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_rematches_pairing_id_pairings")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_rematches_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_rematches_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rematches")),
    )
    op.create_index(op.f("ix_rematches_person_id"), "rematches", ["person_id"], unique=False)
    op.create_index(op.f("ix_rematches_programme_id"), "rematches", ["programme_id"], unique=False)
    op.create_index(
        "uq_rematches_open",
        "rematches",
        ["programme_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('asked', 'open')"),
        postgresql_where=sa.text("state IN ('asked', 'open')"),
    )

    op.add_column(
        "enrolments", sa.Column("matters", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column(
        "enrolments", sa.Column("priority", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column("enrolments", sa.Column("paused_until", sa.Date(), nullable=True))
    op.add_column("enrolments", sa.Column("hidden_at", MOMENT, nullable=True))

    op.add_column("matches", sa.Column("asked_by", WORD, nullable=True))
    op.add_column("matches", sa.Column("reminded_at", MOMENT, nullable=True))

    op.add_column(
        "programmes", sa.Column("consent_order", WORD, nullable=False, server_default="none")
    )
    op.add_column(
        "programmes",
        sa.Column("is_rematch_approved", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "programmes",
        sa.Column("waits_by_priority", sa.Boolean(), nullable=False, server_default=sa.false()),
    )

    # what the pairs that run already mean for the new columns and the count of seats
    op.execute("UPDATE matches SET asked_by = 'mentee' WHERE run_id IS NULL")
    op.execute(
        "INSERT INTO seats (person_id, kind, object_id, taken_at) "
        "SELECT mentor_id, 'mentoring', id, started_at FROM pairings WHERE ended_at IS NULL"
    )
    op.execute(
        "INSERT INTO seats (person_id, kind, object_id, taken_at) "
        "SELECT buddy_id, 'buddies', id, COALESCE(started_at, proposed_at) "
        "FROM buddy_pairings WHERE state = 'active'"
    )


def downgrade() -> None:
    op.execute("UPDATE matches SET state = 'withdrawn' WHERE state IN ('unavailable', 'moved')")
    op.drop_column("programmes", "waits_by_priority")
    op.drop_column("programmes", "is_rematch_approved")
    op.drop_column("programmes", "consent_order")

    op.drop_column("matches", "reminded_at")
    op.drop_column("matches", "asked_by")

    op.drop_column("enrolments", "hidden_at")
    op.drop_column("enrolments", "paused_until")
    op.drop_column("enrolments", "priority")
    op.drop_column("enrolments", "matters")

    op.drop_index(
        "uq_rematches_open",
        table_name="rematches",
        sqlite_where=sa.text("state IN ('asked', 'open')"),
        postgresql_where=sa.text("state IN ('asked', 'open')"),
    )
    op.drop_index(op.f("ix_rematches_programme_id"), table_name="rematches")
    op.drop_index(op.f("ix_rematches_person_id"), table_name="rematches")

    op.drop_table("rematches")
    op.drop_index(op.f("ix_fit_questions_person_id"), table_name="fit_questions")

    op.drop_table("fit_questions")
    op.drop_index(op.f("ix_wishes_other_id"), table_name="wishes")

    op.drop_table("wishes")
    op.drop_table("wish_lists")
    op.drop_index(op.f("ix_silence_questions_enrolment_id"), table_name="silence_questions")

    op.drop_table("silence_questions")
    op.drop_index(
        "ix_seats_taken",
        table_name="seats",
        sqlite_where=sa.text("given_back_at IS NULL"),
        postgresql_where=sa.text("given_back_at IS NULL"),
    )

    op.drop_table("seats")
    op.drop_table("seat_limits")
    op.drop_index(op.f("ix_marks_other_id"), table_name="marks")

    op.drop_table("marks")
