"""A tick of a path says which text was read; those there are read what readers see now."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("path_ticks") as ticks:
        ticks.add_column(sa.Column("number", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE path_ticks SET number = (SELECT revisions.number FROM path_steps"
        " JOIN articles ON articles.id = path_steps.article_id"
        " JOIN revisions ON revisions.id = articles.published_id"
        " WHERE path_steps.id = path_ticks.step_id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("path_ticks") as ticks:
        ticks.drop_column("number")
