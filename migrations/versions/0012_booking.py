"""Booking: requests, seats, series, moves, hand-overs, waiting lists, disputed no-shows."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STANDS = sa.text("cancelled_at IS NULL")
PARTIAL = {"unique": True, "sqlite_where": STANDS, "postgresql_where": STANDS}

# With the constraint in the column, SQLite need not copy the table.
SLOT_COLUMNS = {
    "is_from_hours": "BOOLEAN DEFAULT false NOT NULL",
    "is_on_request": "BOOLEAN DEFAULT false NOT NULL",
    "seats": (
        "INTEGER DEFAULT 1 NOT NULL CONSTRAINT ck_slots_seats CHECK (seats BETWEEN 1 AND 100)"
    ),
    "least": (
        "INTEGER DEFAULT 1 NOT NULL CONSTRAINT ck_slots_least CHECK (least BETWEEN 1 AND seats)"
    ),
    "notice_minutes": "INTEGER DEFAULT 0 NOT NULL",
}


def upgrade() -> None:
    op.create_table(
        "booking_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.String(length=20), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("booked_by", sa.Integer(), nullable=False),
        sa.Column("booked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["booked_by"], ["people.id"], name=op.f("fk_booking_series_booked_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_series")),
    )
    op.create_index(
        op.f("ix_booking_series_booked_by"), "booking_series", ["booked_by"], unique=False
    )
    op.create_table(
        "booking_deadlines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_deadlines")),
    )
    op.create_index(
        op.f("ix_booking_deadlines_due_at"), "booking_deadlines", ["due_at"], unique=False
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("offered_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_offers_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint(
            "queue", "object_id", "person_id", name=op.f("uq_offers_queue_object_id_person_id")
        ),
    )
    op.create_index(op.f("ix_offers_person_id"), "offers", ["person_id"], unique=False)

    for name, kind in SLOT_COLUMNS.items():
        op.execute(f"ALTER TABLE slots ADD COLUMN {name} {kind}")
    op.add_column("no_shows", sa.Column("disputed_at", MOMENT, nullable=True))
    op.add_column(
        "no_shows", sa.Column("dispute", sa.Text(), nullable=False, server_default=sa.text("''"))
    )

    op.drop_index("uq_bookings_slot", table_name="bookings")
    with op.batch_alter_table("bookings") as bookings:
        bookings.drop_constraint("uq_bookings_appointment_id", type_="unique")
        bookings.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        bookings.add_column(sa.Column("moved_from_id", sa.Integer(), nullable=True))
        bookings.add_column(
            sa.Column("moves", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
        bookings.add_column(
            sa.Column("seat", sa.Integer(), nullable=False, server_default=sa.text("1"))
        )
        bookings.add_column(sa.Column("submission", sa.String(), nullable=True))
        bookings.add_column(sa.Column("answer_by", MOMENT, nullable=True))
        bookings.add_column(sa.Column("accepted_at", MOMENT, nullable=True))
        bookings.add_column(sa.Column("ending", sa.String(length=20), nullable=True))
        bookings.create_foreign_key(
            op.f("fk_bookings_series_id_booking_series"), "booking_series", ["series_id"], ["id"]
        )
        bookings.create_foreign_key(
            op.f("fk_bookings_moved_from_id_bookings"), "bookings", ["moved_from_id"], ["id"]
        )
        bookings.create_unique_constraint(op.f("uq_bookings_moved_from_id"), ["moved_from_id"])
        bookings.create_unique_constraint(
            op.f("uq_bookings_mentee_id_submission"), ["mentee_id", "submission"]
        )
        bookings.create_check_constraint(op.f("ck_bookings_moves"), "moves BETWEEN 0 AND 2")
    op.create_index(
        op.f("ix_bookings_appointment_id"), "bookings", ["appointment_id"], unique=False
    )
    op.create_index(op.f("ix_bookings_series_id"), "bookings", ["series_id"], unique=False)
    op.create_index("uq_bookings_seat", "bookings", ["slot_id", "seat"], **PARTIAL)
    op.create_index("uq_bookings_guest", "bookings", ["slot_id", "mentee_id"], **PARTIAL)
    op.execute("UPDATE bookings SET ending = 'cancelled' WHERE cancelled_at IS NOT NULL")

    op.create_table(
        "handovers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("handed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_handovers_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["from_id"], ["people.id"], name=op.f("fk_handovers_from_id_people")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["people.id"], name=op.f("fk_handovers_to_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    for column in ("booking_id", "from_id", "to_id"):
        op.create_index(op.f(f"ix_handovers_{column}"), "handovers", [column], unique=False)


def downgrade() -> None:
    """Bookings that only this version knows are left as it was able to tell them before.

    Of bookings that share an appointment the one that stands, else the latest, keeps it; each of
    the others gets a released one of its own. Group sessions keep their first seat.
    """
    op.drop_table("handovers")
    for index in ("uq_bookings_seat", "uq_bookings_guest"):
        op.drop_index(index, table_name="bookings")
    op.drop_index(op.f("ix_bookings_series_id"), table_name="bookings")
    op.drop_index(op.f("ix_bookings_appointment_id"), table_name="bookings")
    _part_appointments()
    with op.batch_alter_table("bookings") as bookings:
        bookings.drop_constraint(op.f("ck_bookings_moves"), type_="check")
        bookings.drop_constraint(op.f("uq_bookings_mentee_id_submission"), type_="unique")
        bookings.drop_constraint(op.f("uq_bookings_moved_from_id"), type_="unique")
        bookings.drop_constraint(op.f("fk_bookings_moved_from_id_bookings"), type_="foreignkey")
        bookings.drop_constraint(op.f("fk_bookings_series_id_booking_series"), type_="foreignkey")
        for column in (
            *("series_id", "moved_from_id", "moves", "seat", "submission"),
            *("answer_by", "accepted_at", "ending"),
        ):
            bookings.drop_column(column)
        bookings.create_unique_constraint(op.f("uq_bookings_appointment_id"), ["appointment_id"])
    op.create_index("uq_bookings_slot", "bookings", ["slot_id"], **PARTIAL)
    for column in ("dispute", "disputed_at"):
        op.drop_column("no_shows", column)
    for name in ("least", "seats", *SLOT_COLUMNS.keys() - {"least", "seats"}):
        op.drop_column("slots", name)
    op.drop_table("offers")
    op.drop_table("booking_deadlines")
    op.drop_table("booking_series")


def _part_appointments() -> None:
    connection = op.get_bind()
    shared = connection.execute(
        sa.text(
            "SELECT id, appointment_id, slot_id, cancelled_at, booked_at FROM bookings "
            "ORDER BY appointment_id, (cancelled_at IS NULL) DESC, seat, id DESC"
        )
    ).all()
    seen = set()
    for row in shared:
        if row.appointment_id not in seen:
            seen.add(row.appointment_id)
            continue
        number = connection.execute(
            sa.text(
                "INSERT INTO appointments (kind, starts_at, ends_at, uid, sequence, released_at) "
                "SELECT appointments.kind, slots.starts_at, slots.ends_at, "
                "appointments.uid || :tail, 0, COALESCE(:ended, slots.starts_at) "
                "FROM appointments, slots WHERE appointments.id = :held AND slots.id = :slot "
                "RETURNING id"
            ),
            {
                "tail": f"-{row.id}",
                "ended": row.cancelled_at,
                "held": row.appointment_id,
                "slot": row.slot_id,
            },
        ).scalar_one()
        connection.execute(
            sa.text(
                "UPDATE bookings SET appointment_id = :number, "
                "cancelled_at = COALESCE(cancelled_at, booked_at) WHERE id = :id"
            ),
            {"number": number, "id": row.id},
        )
