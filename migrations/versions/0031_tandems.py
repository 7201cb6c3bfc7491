"""Tandems: a pairing may come of a request between two, without any match."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RUNNING = sa.text("ended_at IS NULL")
PARTIAL = {"unique": True, "sqlite_where": RUNNING, "postgresql_where": RUNNING}


def upgrade() -> None:
    op.create_table(
        "language_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_language_wishes_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_wishes")),
        sa.UniqueConstraint("person_id", "code", name=op.f("uq_language_wishes_person_id_code")),
    )
    _pairings(is_match_needed=False)
    op.create_table(
        "tandem_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("asker_teaches", sa.JSON(), nullable=False),
        sa.Column("asked_teaches", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ending", sa.String(length=20), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["people.id"], name=op.f("fk_tandem_requests_asked_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["people.id"], name=op.f("fk_tandem_requests_asker_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name=op.f("fk_tandem_requests_pairing_id_pairings")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_tandem_requests_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tandem_requests")),
        sa.UniqueConstraint("pairing_id", name=op.f("uq_tandem_requests_pairing_id")),
    )
    for column in ("asked_id", "asker_id", "programme_id"):
        op.create_index(op.f(f"ix_tandem_requests_{column}"), "tandem_requests", [column])
    op.create_index(
        "uq_tandem_requests_open",
        "tandem_requests",
        ["programme_id", "asker_id", "asked_id"],
        **PARTIAL,
    )
    op.create_table(
        "taught_times",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("mentor_minutes", sa.Integer(), nullable=False),
        sa.Column("mentee_minutes", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "mentor_minutes >= 0 AND mentee_minutes >= 0", name=op.f("ck_taught_times_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_taught_times_booking_id_bookings")
        ),
        sa.ForeignKeyConstraint(
            ["said_by"], ["people.id"], name=op.f("fk_taught_times_said_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taught_times")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_taught_times_booking_id")),
    )


def downgrade() -> None:
    """Every pairing needs a match there, so each tandem gets one that was accepted."""
    op.drop_table("taught_times")
    op.drop_table("tandem_requests")
    _give_matches()
    _pairings(is_match_needed=True)
    op.drop_table("language_wishes")


def _pairings(*, is_match_needed: bool) -> None:
    op.drop_index("uq_pairings_open", table_name="pairings")
    with op.batch_alter_table("pairings") as batch:
        batch.alter_column("match_id", existing_type=sa.Integer(), nullable=not is_match_needed)
    op.create_index(
        "uq_pairings_open", "pairings", ["programme_id", "mentee_id", "mentor_id"], **PARTIAL
    )


def _give_matches() -> None:
    connection = op.get_bind()
    bare = connection.execute(sa.text("SELECT id FROM pairings WHERE match_id IS NULL")).scalars()
    for number in bare.all():
        match = connection.execute(
            sa.text(
                "INSERT INTO matches (programme_id, mentee_id, mentor_id, state, score, reasons, "
                "unanswered, is_locked, alternatives, relaxed, asked_by, request, proposed_at, "
                "mentee_accepted_at, mentor_accepted_at, closed_at, answer) "
                "SELECT programme_id, mentee_id, mentor_id, 'accepted', 0, '[]', '[]', false, "
                "'{}', '[]', 'mentee', '', started_at, started_at, started_at, started_at, '' "
                "FROM pairings WHERE id = :id RETURNING id"
            ),
            {"id": number},
        ).scalar_one()
        connection.execute(
            sa.text("UPDATE pairings SET match_id = :match WHERE id = :id"),
            {"match": match, "id": number},
        )
