"""Several drafts of a match side by side, the rules they match by, and work in the background."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
RUN_COLUMNS = ("title", "copied_from_id", "rules", "objective", "seats", "previous", "is_optimal")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade() -> None:
    op.create_table(
        "match_settings",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("objective", sa.JSON(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        _key("match_settings", "changed_by", "people.id"),
        _key("match_settings", "programme_id", "programmes.id"),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_match_settings")),
    )
    op.create_table(
        "match_run_jobs",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _key("match_run_jobs", "asked_by", "people.id"),
        _key("match_run_jobs", "run_id", "match_runs.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_run_jobs")),
    )
    op.create_index(op.f("ix_match_run_jobs_due_at"), "match_run_jobs", ["due_at"], unique=False)
    op.create_index(op.f("ix_match_run_jobs_run_id"), "match_run_jobs", ["run_id"], unique=False)
    op.create_table(
        "match_run_records",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("problem", sa.LargeBinary(), nullable=False),
        sa.Column("pairs", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        _key("match_run_records", "run_id", "match_runs.id"),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_match_run_records")),
    )
    op.create_table(
        "match_run_recalls",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("recalled_at", MOMENT, nullable=False),
        sa.Column("recalled_by", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("matches", sa.Integer(), nullable=False),
        _key("match_run_recalls", "recalled_by", "people.id"),
        _key("match_run_recalls", "run_id", "match_runs.id"),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_match_run_recalls")),
    )
    for column in (
        sa.Column("title", sa.String(), nullable=False, server_default=""),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("rules", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("objective", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("seats", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("previous", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("is_optimal", sa.Boolean(), nullable=False, server_default=sa.true()),
    ):
        op.add_column("match_runs", column)
    op.add_column(
        "matches", sa.Column("alternatives", sa.JSON(), nullable=False, server_default="{}")
    )
    op.add_column("matches", sa.Column("relaxed", sa.JSON(), nullable=False, server_default="[]"))
    op.drop_index("uq_match_runs_draft", table_name="match_runs")


def downgrade() -> None:
    """Of several drafts of a programme only the latest can stay."""
    runs = sa.table("match_runs", *map(sa.column, ("id", "programme_id", "published_at")))
    run, later = runs.alias("run"), runs.alias("later")
    older = sa.select(run.c.id).where(
        later.c.programme_id == run.c.programme_id,
        later.c.id > run.c.id,
        run.c.published_at.is_(None),
        later.c.published_at.is_(None),
    )
    for table in ("match_run_jobs", "match_run_records", "match_run_recalls"):
        op.drop_table(table)
    op.drop_table("match_settings")
    for table in ("matches", "unmatched_mentees", "forbidden_pairs"):
        rows = sa.table(table, sa.column("run_id"))
        op.execute(sa.delete(rows).where(rows.c.run_id.in_(older)))
    op.execute(sa.delete(runs).where(runs.c.id.in_(older)))
    op.create_index(
        "uq_match_runs_draft",
        "match_runs",
        ["programme_id"],
        unique=True,
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.drop_column("matches", "relaxed")
    op.drop_column("matches", "alternatives")
    for name in reversed(RUN_COLUMNS):
        op.drop_column("match_runs", name)
