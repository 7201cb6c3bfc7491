"""Words inside files, how readers come and how far they get, topics followed, results opened."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OWE_WORDS = (
    "INSERT INTO file_readings (upload_id, due_at, attempts)"
    " SELECT id, uploaded_at, 0 FROM uploads"
    " WHERE content_type = 'application/pdf' OR content_type LIKE 'text/%'"
    " OR content_type LIKE 'application/vnd.openxmlformats-officedocument.%'"
)


def upgrade() -> None:
    op.create_table(
        "file_readings",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["uploads.id"], name=op.f("fk_file_readings_upload_id_uploads")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_readings")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_file_readings_upload_id")),
    )
    op.create_index(op.f("ix_file_readings_due_at"), "file_readings", ["due_at"])
    op.execute(OWE_WORDS)
    op.create_table(
        "file_texts",
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["uploads.id"], name=op.f("fk_file_texts_upload_id_uploads")
        ),
        sa.PrimaryKeyConstraint("upload_id", name=op.f("pk_file_texts")),
    )
    op.add_column("article_readings", sa.Column("own_at", MOMENT, nullable=True))
    op.add_column("article_readings", sa.Column("finished_at", MOMENT, nullable=True))
    op.execute("UPDATE article_readings SET own_at = last_at")
    op.drop_index("ix_article_readings_person_id", table_name="article_readings")
    op.create_index(
        "ix_article_readings_own", "article_readings", ["person_id", "own_at", "article_id"]
    )
    op.create_table(
        "article_share_visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sharer_id", sa.Integer(), nullable=False),
        sa.Column("came_at", MOMENT, nullable=False),
        sa.CheckConstraint("person_id <> sharer_id", name=op.f("ck_article_share_visits_own")),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["articles.id"],
            name=op.f("fk_article_share_visits_article_id_articles"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_article_share_visits_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["sharer_id"], ["people.id"], name=op.f("fk_article_share_visits_sharer_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_share_visits")),
        sa.UniqueConstraint(
            "article_id", "person_id", name=op.f("uq_article_share_visits_article_id_person_id")
        ),
    )
    for column in ("person_id", "sharer_id", "came_at"):
        op.create_index(op.f(f"ix_article_share_visits_{column}"), "article_share_visits", [column])
    op.create_table(
        "search_openings",
        sa.Column("query_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["query_id"],
            ["search_queries.id"],
            name=op.f("fk_search_openings_query_id_search_queries"),
        ),
        sa.PrimaryKeyConstraint("query_id", "kind", "object_id", name=op.f("pk_search_openings")),
    )
    op.create_index("ix_search_openings_object", "search_openings", ["kind", "object_id"])
    op.create_table(
        "topic_followers",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("followed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_topic_followers_topic_id_topics")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_topic_followers_person_id_people")
        ),
        sa.PrimaryKeyConstraint("topic_id", "person_id", name=op.f("pk_topic_followers")),
    )
    op.create_index(op.f("ix_topic_followers_person_id"), "topic_followers", ["person_id"])
    op.create_table(
        "article_picks_declined",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("declined_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_article_picks_declined_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_article_picks_declined")),
    )


def downgrade() -> None:
    for table in (
        *("article_picks_declined", "topic_followers", "search_openings", "article_share_visits"),
        *("file_texts", "file_readings"),
    ):
        op.drop_table(table)
    op.drop_index("ix_article_readings_own", table_name="article_readings")
    op.create_index("ix_article_readings_person_id", "article_readings", ["person_id"])
    with op.batch_alter_table("article_readings") as readings:
        readings.drop_column("finished_at")
        readings.drop_column("own_at")
