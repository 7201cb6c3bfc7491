"""Several mentors for a mentee, what people want to reach, and what would help who is left out."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ADDED = (
    ("programmes", "mentors_per_mentee", sa.Integer(), "1"),
    ("enrolments", "goals", sa.JSON(), "[]"),
    ("match_runs", "wanted", sa.Integer(), "0"),
    ("unmatched_mentees", "remedies", sa.JSON(), "[]"),
)


def upgrade() -> None:
    for table, name, kind, empty in ADDED:
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=empty))
    runs = sa.table("match_runs", sa.column("wanted"), sa.column("mentees"))
    op.execute(sa.update(runs).values(wanted=runs.c.mentees))
    op.drop_column("unmatched_mentees", "allowed")
    with op.batch_alter_table("matches") as matches:
        matches.drop_constraint(op.f("uq_matches_run_id_mentee_id"), type_="unique")
        matches.create_unique_constraint(
            op.f("uq_matches_run_id_mentee_id_mentor_id"), ["run_id", "mentee_id", "mentor_id"]
        )


def downgrade() -> None:
    """Of several pairs of a mentee in one run only the first stays with the run."""
    matches = sa.table("matches", *map(sa.column, ("id", "run_id", "mentee_id", "state")))
    match, first = matches.alias("match"), matches.alias("first")
    further = sa.select(match.c.id).where(
        first.c.run_id == match.c.run_id,
        first.c.mentee_id == match.c.mentee_id,
        first.c.id < match.c.id,
    )
    op.execute(sa.delete(matches).where(matches.c.state == "draft", matches.c.id.in_(further)))
    op.execute(sa.update(matches).where(matches.c.id.in_(further)).values(run_id=None))
    with op.batch_alter_table("matches") as batch:
        batch.drop_constraint(op.f("uq_matches_run_id_mentee_id_mentor_id"), type_="unique")
        batch.create_unique_constraint(op.f("uq_matches_run_id_mentee_id"), ["run_id", "mentee_id"])
    op.add_column(
        "unmatched_mentees",
        sa.Column("allowed", sa.Integer(), nullable=False, server_default="1"),
    )
    for table, name, _kind, _empty in reversed(ADDED):
        op.drop_column(table, name)
