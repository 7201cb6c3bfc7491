"""Remarks, suggestions, doubts, the bin, and articles handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "article_successors",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["articles.id"],
            name=op.f("fk_article_successors_successor_id_articles"),
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_successors")),
    )
    op.create_index(
        op.f("ix_article_successors_successor_id"), "article_successors", ["successor_id"]
    )

    op.create_table(
        "hand_overs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("declined_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_hand_overs_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["people.id"], name=op.f("fk_hand_overs_asked_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["from_id"], ["people.id"], name=op.f("fk_hand_overs_from_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
    )
    op.create_index(op.f("ix_hand_overs_article_id"), "hand_overs", ["article_id"])
    op.create_index(op.f("ix_hand_overs_asked_id"), "hand_overs", ["asked_id"])

    op.create_table(
        "outdated_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("flagged_at", MOMENT, nullable=False),
        sa.Column("passed_on_at", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["people.id"], name=op.f("fk_outdated_flags_answered_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_outdated_flags_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_outdated_flags_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outdated_flags")),
    )
    op.create_index(op.f("ix_outdated_flags_article_id"), "outdated_flags", ["article_id"])
    op.create_index(op.f("ix_outdated_flags_person_id"), "outdated_flags", ["person_id"])

    op.create_table(
        "review_remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_review_remarks_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["people.id"], name=op.f("fk_review_remarks_reviewer_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_review_remarks_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_remarks")),
    )
    op.create_index(op.f("ix_review_remarks_article_id"), "review_remarks", ["article_id"])

    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_suggestions_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_suggestions_decided_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_suggestions_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_suggestions_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    op.create_index(op.f("ix_suggestions_article_id"), "suggestions", ["article_id"])
    op.create_index(op.f("ix_suggestions_person_id"), "suggestions", ["person_id"])

    with op.batch_alter_table("articles") as table:
        table.add_column(sa.Column("binned_at", MOMENT, nullable=True))
        table.add_column(sa.Column("archive_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("publish_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("approved_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("withdraw_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("verified_days", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column(
                "is_verified_by_group", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
        table.add_column(sa.Column("flagged_at", MOMENT, nullable=True))
        table.add_column(sa.Column("obsolete_at", MOMENT, nullable=True))
        table.add_column(sa.Column("replaced_by_id", sa.Integer(), nullable=True))
        table.create_index(op.f("ix_articles_replaced_by_id"), ["replaced_by_id"], unique=False)
        table.create_foreign_key(
            op.f("fk_articles_replaced_by_id_articles"), "articles", ["replaced_by_id"], ["id"]
        )
        table.create_foreign_key(
            "fk_articles_approved_id_revisions", "revisions", ["approved_id"], ["id"]
        )

    with op.batch_alter_table("revisions") as table:
        table.add_column(
            sa.Column("is_minor", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("suggested_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("blanked_at", MOMENT, nullable=True))
        table.add_column(sa.Column("blanked_by", sa.Integer(), nullable=True))
        table.add_column(sa.Column("blanked_why", sa.Text(), nullable=False, server_default=""))
        table.create_foreign_key(
            op.f("fk_revisions_suggested_by_people"), "people", ["suggested_by"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_revisions_blanked_by_people"), "people", ["blanked_by"], ["id"]
        )

    with op.batch_alter_table("topics") as table:
        table.add_column(
            sa.Column("approvals_needed", sa.Integer(), nullable=False, server_default="1")
        )


def downgrade() -> None:
    with op.batch_alter_table("topics") as table:
        table.drop_column("approvals_needed")

    with op.batch_alter_table("revisions") as table:
        table.drop_constraint(op.f("fk_revisions_blanked_by_people"), type_="foreignkey")
        table.drop_constraint(op.f("fk_revisions_suggested_by_people"), type_="foreignkey")
        table.drop_column("blanked_why")
        table.drop_column("blanked_by")
        table.drop_column("blanked_at")
        table.drop_column("suggested_by")
        table.drop_column("is_minor")

    with op.batch_alter_table("articles") as table:
        table.drop_constraint("fk_articles_approved_id_revisions", type_="foreignkey")
        table.drop_constraint(op.f("fk_articles_replaced_by_id_articles"), type_="foreignkey")
        table.drop_index(op.f("ix_articles_replaced_by_id"))
        table.drop_column("replaced_by_id")
        table.drop_column("obsolete_at")
        table.drop_column("flagged_at")
        table.drop_column("is_verified_by_group")
        table.drop_column("verified_days")
        table.drop_column("withdraw_on")
        table.drop_column("approved_id")
        table.drop_column("publish_on")
        table.drop_column("archive_on")
        table.drop_column("binned_at")

    op.drop_table("suggestions")
    op.drop_table("review_remarks")
    op.drop_table("outdated_flags")
    op.drop_table("hand_overs")
    op.drop_table("article_successors")
