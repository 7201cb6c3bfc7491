"""Comments under articles, and reports of them."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("decided_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "article_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("hidden_at", MOMENT, nullable=True),
        sa.Column("hidden_by", sa.Integer(), nullable=True),
        sa.Column("hidden_why", sa.Text(), nullable=False),
        sa.Column("resolved_at", MOMENT, nullable=True),
        sa.Column("resolved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_comments_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_article_comments_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["hidden_by"], ["people.id"], name=op.f("fk_article_comments_hidden_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["article_comments.id"],
            name=op.f("fk_article_comments_parent_id_article_comments"),
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["people.id"], name=op.f("fk_article_comments_resolved_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_comments")),
    )
    op.create_index(op.f("ix_article_comments_author_id"), "article_comments", ["author_id"])
    op.create_index(op.f("ix_article_comments_parent_id"), "article_comments", ["parent_id"])
    op.create_index("ix_article_comments_thread", "article_comments", ["article_id", "parent_id"])

    op.create_table(
        "comment_mentions",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["article_comments.id"],
            name=op.f("fk_comment_mentions_comment_id_article_comments"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_comment_mentions_person_id_people")
        ),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_comment_mentions")),
    )
    op.create_index(op.f("ix_comment_mentions_person_id"), "comment_mentions", ["person_id"])

    with op.batch_alter_table("reports") as table:
        table.add_column(sa.Column("comment_id", sa.Integer(), nullable=True))
        table.alter_column("pairing_id", existing_type=sa.Integer(), nullable=True)
        table.create_foreign_key(
            "fk_reports_comment_id_article_comments", "article_comments", ["comment_id"], ["id"]
        )
        table.create_check_constraint(
            op.f("ck_reports_subject"), "(pairing_id IS NULL) <> (comment_id IS NULL)"
        )
    op.create_index(
        "uq_reports_open_comment",
        "reports",
        ["comment_id", "reported_by"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.execute("DELETE FROM reports WHERE pairing_id IS NULL")
    op.drop_index(
        "uq_reports_open_comment",
        table_name="reports",
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    with op.batch_alter_table("reports") as table:
        table.drop_constraint(op.f("ck_reports_subject"), type_="check")
        table.drop_constraint("fk_reports_comment_id_article_comments", type_="foreignkey")
        table.alter_column("pairing_id", existing_type=sa.Integer(), nullable=False)
        table.drop_column("comment_id")
    op.drop_table("comment_mentions")
    op.drop_table("article_comments")
