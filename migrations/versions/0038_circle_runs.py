"""Match runs that make circles, drafted like those that make pairs."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("match_runs", sa.Column("least", sa.Integer(), nullable=True))
    op.add_column("match_runs", sa.Column("most", sa.Integer(), nullable=True))
    op.create_table(
        "match_run_circles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("circle_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["circle_id"], ["circles.id"], name=op.f("fk_match_run_circles_circle_id_circles")
        ),
        sa.ForeignKeyConstraint(
            ["host_id"], ["people.id"], name=op.f("fk_match_run_circles_host_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_runs.id"], name=op.f("fk_match_run_circles_run_id_match_runs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run_circles")),
        sa.UniqueConstraint("circle_id", name=op.f("uq_match_run_circles_circle_id")),
        sa.UniqueConstraint("run_id", "host_id", name=op.f("uq_match_run_circles_run_id_host_id")),
    )
    op.create_index(
        op.f("ix_match_run_circles_host_id"), "match_run_circles", ["host_id"], unique=False
    )


def downgrade() -> None:
    of_circles = "SELECT id FROM match_runs WHERE least IS NOT NULL"
    op.execute("DELETE FROM booking_deadlines WHERE kind = 'circle_host'")
    for table in (
        *("match_run_circles", "matches", "unmatched_mentees", "forbidden_pairs"),
        *("match_run_records", "match_run_jobs", "match_run_recalls"),
    ):
        op.execute(f"DELETE FROM {table} WHERE run_id IN ({of_circles})")  # noqa: S608  (names above)
    op.execute("DELETE FROM match_runs WHERE least IS NOT NULL")
    op.drop_index(op.f("ix_match_run_circles_host_id"), table_name="match_run_circles")
    op.drop_table("match_run_circles")
    op.drop_column("match_runs", "most")
    op.drop_column("match_runs", "least")
