"""What is published says since when."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("articles") as articles:
        articles.create_check_constraint(
            op.f("ck_articles_published_at"), "state <> 'published' OR published_at IS NOT NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("articles") as articles:
        articles.drop_constraint(op.f("ck_articles_published_at"), type_="check")
