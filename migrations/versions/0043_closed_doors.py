"""What was given out before an account was closed, or to another address, opens nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("one_time_tokens") as tokens:
        tokens.add_column(sa.Column("email", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("one_time_tokens") as tokens:
        tokens.drop_column("email")
    with op.batch_alter_table("people") as people:
        people.drop_column("reopened_at")
