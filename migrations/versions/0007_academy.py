"""Academy."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TO_REVISIONS = ("published_id", "newest_id", "verified_id")  # made after both tables


def upgrade() -> None:
    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["topics.id"], name=op.f("fk_topics_parent_id_topics")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_topics_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("slug", name=op.f("uq_topics_slug")),
    )
    op.create_index(op.f("ix_topics_parent_id"), "topics", ["parent_id"], unique=False)
    op.create_index(op.f("ix_topics_programme_id"), "topics", ["programme_id"], unique=False)
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("source_path", sa.String(), nullable=True),
        sa.Column("source_mark", sa.String(), nullable=True),
        sa.Column("translation_of_id", sa.Integer(), nullable=True),
        sa.Column("published_id", sa.Integer(), nullable=True),
        sa.Column("newest_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("verified_until", sa.Date(), nullable=True),
        sa.Column("verified_id", sa.Integer(), nullable=True),
        sa.Column("useful_count", sa.Integer(), nullable=False),
        sa.Column("not_useful_count", sa.Integer(), nullable=False),
        sa.Column("usefulness", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_articles_author_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["newest_id"], ["revisions.id"], name="fk_articles_newest_id_revisions", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_articles_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["published_id"],
            ["revisions.id"],
            name="fk_articles_published_id_revisions",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_articles_topic_id_topics")
        ),
        sa.ForeignKeyConstraint(
            ["translation_of_id"],
            ["articles.id"],
            name=op.f("fk_articles_translation_of_id_articles"),
        ),
        sa.ForeignKeyConstraint(
            ["verified_by"], ["people.id"], name=op.f("fk_articles_verified_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["verified_id"],
            ["revisions.id"],
            name="fk_articles_verified_id_revisions",
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("source_path", name=op.f("uq_articles_source_path")),
    )
    op.create_index(op.f("ix_articles_author_id"), "articles", ["author_id"], unique=False)
    op.create_index(op.f("ix_articles_programme_id"), "articles", ["programme_id"], unique=False)
    op.create_index(
        "ix_articles_state_published_at", "articles", ["state", "published_at"], unique=False
    )
    op.create_index(op.f("ix_articles_topic_id"), "articles", ["topic_id"], unique=False)
    op.create_index(
        op.f("ix_articles_translation_of_id"), "articles", ["translation_of_id"], unique=False
    )
    op.create_index(op.f("ix_articles_usefulness"), "articles", ["usefulness"], unique=False)
    op.create_table(
        "topic_experts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("nominated_by", sa.Integer(), nullable=False),
        sa.Column("nominated_at", MOMENT, nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("lapsed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["people.id"], name=op.f("fk_topic_experts_confirmed_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["nominated_by"], ["people.id"], name=op.f("fk_topic_experts_nominated_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_topic_experts_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_topic_experts_topic_id_topics")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_experts")),
        sa.UniqueConstraint(
            "topic_id", "person_id", name=op.f("uq_topic_experts_topic_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_topic_experts_person_id"), "topic_experts", ["person_id"], unique=False
    )
    op.create_table(
        "article_links",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_links_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["articles.id"], name=op.f("fk_article_links_target_id_articles")
        ),
        sa.PrimaryKeyConstraint("article_id", "target_id", name=op.f("pk_article_links")),
    )
    op.create_index(
        op.f("ix_article_links_target_id"), "article_links", ["target_id"], unique=False
    )
    op.create_table(
        "article_ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_useful", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("rated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_ratings_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_article_ratings_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_ratings")),
        sa.UniqueConstraint(
            "article_id", "person_id", name=op.f("uq_article_ratings_article_id_person_id")
        ),
    )
    op.create_table(
        "article_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.CheckConstraint("views > 0", name=op.f("ck_article_readings_views")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_readings_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_article_readings_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_readings")),
        sa.UniqueConstraint(
            "article_id", "person_id", name=op.f("uq_article_readings_article_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_article_readings_person_id"), "article_readings", ["person_id"], unique=False
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_revisions_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_revisions_author_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_revisions_article_id_number")),
    )
    op.create_table(
        "submission_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_submission_decisions_article_id_articles"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["people.id"], name=op.f("fk_submission_decisions_reviewer_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["revisions.id"],
            name=op.f("fk_submission_decisions_revision_id_revisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_decisions")),
    )
    op.create_index(
        op.f("ix_submission_decisions_article_id"),
        "submission_decisions",
        ["article_id"],
        unique=False,
    )

    with op.batch_alter_table("articles") as articles:
        for column in TO_REVISIONS:
            articles.create_foreign_key(
                f"fk_articles_{column}_revisions", "revisions", [column], ["id"]
            )


def downgrade() -> None:

    with op.batch_alter_table("articles") as articles:
        for column in TO_REVISIONS:
            articles.drop_constraint(f"fk_articles_{column}_revisions", type_="foreignkey")

    op.drop_index(op.f("ix_submission_decisions_article_id"), table_name="submission_decisions")
    op.drop_table("submission_decisions")
    op.drop_table("revisions")
    op.drop_index(op.f("ix_article_readings_person_id"), table_name="article_readings")
    op.drop_table("article_readings")
    op.drop_table("article_ratings")
    op.drop_index(op.f("ix_article_links_target_id"), table_name="article_links")
    op.drop_table("article_links")
    op.drop_index(op.f("ix_topic_experts_person_id"), table_name="topic_experts")
    op.drop_table("topic_experts")
    op.drop_index(op.f("ix_articles_usefulness"), table_name="articles")
    op.drop_index(op.f("ix_articles_translation_of_id"), table_name="articles")
    op.drop_index(op.f("ix_articles_topic_id"), table_name="articles")
    op.drop_index("ix_articles_state_published_at", table_name="articles")
    op.drop_index(op.f("ix_articles_programme_id"), table_name="articles")
    op.drop_index(op.f("ix_articles_author_id"), table_name="articles")
    op.drop_table("articles")
    op.drop_index(op.f("ix_topics_programme_id"), table_name="topics")
    op.drop_index(op.f("ix_topics_parent_id"), table_name="topics")
    op.drop_table("topics")
