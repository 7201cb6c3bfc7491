"""Group fields of the company's own, for the report on fairness."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("groups", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("people", "groups")
