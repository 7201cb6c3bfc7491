"""Must-reads; reports outlive the comment they are about."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
SUBJECT = "fk_reports_comment_id_article_comments"


def upgrade() -> None:
    op.create_table(
        "must_reads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(audience = 'department') = (department_id IS NOT NULL)"
            " AND (audience = 'programme') = (programme_id IS NOT NULL)"
            " AND (audience = 'role') = (role IS NOT NULL)",
            name=op.f("ck_must_reads_audience"),
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_must_reads_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_must_reads_department_id_departments"),
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_must_reads_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(
            ["set_by"], ["people.id"], name=op.f("fk_must_reads_set_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_must_reads")),
    )
    op.create_index(op.f("ix_must_reads_article_id"), "must_reads", ["article_id"])

    op.create_table(
        "acknowledgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_acknowledgements_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_acknowledgements_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgements")),
        sa.UniqueConstraint(
            "article_id",
            "person_id",
            "number",
            name=op.f("uq_acknowledgements_article_id_person_id_number"),
        ),
    )
    op.create_index(op.f("ix_acknowledgements_person_id"), "acknowledgements", ["person_id"])

    with op.batch_alter_table("reports") as table:
        table.drop_constraint(op.f("ck_reports_subject"), type_="check")
        table.drop_constraint(SUBJECT, type_="foreignkey")
        table.create_foreign_key(
            SUBJECT, "article_comments", ["comment_id"], ["id"], ondelete="SET NULL"
        )
        table.create_check_constraint(
            op.f("ck_reports_subject"), "pairing_id IS NULL OR comment_id IS NULL"
        )


def downgrade() -> None:
    op.execute("DELETE FROM reports WHERE pairing_id IS NULL AND comment_id IS NULL")
    with op.batch_alter_table("reports") as table:
        table.drop_constraint(op.f("ck_reports_subject"), type_="check")
        table.drop_constraint(SUBJECT, type_="foreignkey")
        table.create_foreign_key(SUBJECT, "article_comments", ["comment_id"], ["id"])
        table.create_check_constraint(
            op.f("ck_reports_subject"), "(pairing_id IS NULL) <> (comment_id IS NULL)"
        )
    op.drop_table("acknowledgements")
    op.drop_table("must_reads")
