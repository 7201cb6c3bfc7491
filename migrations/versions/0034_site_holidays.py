"""Holidays of single sites."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_holidays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_by"], ["people.id"], name=op.f("fk_site_holidays_set_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_holidays")),
        sa.UniqueConstraint("location", "on", name=op.f("uq_site_holidays_location_on")),
    )


def downgrade() -> None:
    op.drop_table("site_holidays")
