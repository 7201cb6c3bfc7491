"""How far a match in the background is needs a number alone."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("match_run_jobs", "stage")


def downgrade() -> None:
    op.add_column(
        "match_run_jobs",
        sa.Column("stage", sa.String(), nullable=False, server_default="waiting"),
    )
