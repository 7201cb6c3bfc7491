"""Learning paths."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "paths",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_paths_author_id_people")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_paths_topic_id_topics")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paths")),
    )
    op.create_index(op.f("ix_paths_author_id"), "paths", ["author_id"])
    op.create_index(op.f("ix_paths_published_at"), "paths", ["published_at"])
    op.create_index(op.f("ix_paths_topic_id"), "paths", ["topic_id"])

    op.create_table(
        "path_followers",
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("followed_at", MOMENT, nullable=False),
        sa.Column("went_on_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["path_id"], ["paths.id"], name=op.f("fk_path_followers_path_id_paths")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_path_followers_person_id_people")
        ),
        sa.PrimaryKeyConstraint("path_id", "person_id", name=op.f("pk_path_followers")),
    )
    op.create_index(op.f("ix_path_followers_person_id"), "path_followers", ["person_id"])

    op.create_table(
        "path_needs",
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("needed_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("path_id <> needed_id", name=op.f("ck_path_needs_another")),
        sa.ForeignKeyConstraint(
            ["needed_id"], ["paths.id"], name=op.f("fk_path_needs_needed_id_paths")
        ),
        sa.ForeignKeyConstraint(
            ["path_id"], ["paths.id"], name=op.f("fk_path_needs_path_id_paths")
        ),
        sa.PrimaryKeyConstraint("path_id", "needed_id", name=op.f("pk_path_needs")),
    )
    op.create_index(op.f("ix_path_needs_needed_id"), "path_needs", ["needed_id"])

    op.create_table(
        "path_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("talk_id", sa.Integer(), nullable=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("skill_id", sa.Integer(), nullable=True),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["after_id"], ["path_steps.id"], name=op.f("fk_path_steps_after_id_path_steps")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_path_steps_article_id_articles")
        ),
        sa.ForeignKeyConstraint(
            ["path_id"], ["paths.id"], name=op.f("fk_path_steps_path_id_paths")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_path_steps_question_id_questions")
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skills.id"], name=op.f("fk_path_steps_skill_id_skills")
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talks.id"], name=op.f("fk_path_steps_talk_id_talks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_steps")),
    )
    op.create_index(op.f("ix_path_steps_article_id"), "path_steps", ["article_id"])
    op.create_index("ix_path_steps_order", "path_steps", ["path_id", "position"])

    op.create_table(
        "path_teachings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("teacher_id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("taught_at", MOMENT, nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("declined_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["people.id"], name=op.f("fk_path_teachings_learner_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["path_steps.id"], name=op.f("fk_path_teachings_step_id_path_steps")
        ),
        sa.ForeignKeyConstraint(
            ["teacher_id"], ["people.id"], name=op.f("fk_path_teachings_teacher_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_teachings")),
        sa.UniqueConstraint(
            "step_id",
            "teacher_id",
            "learner_id",
            name=op.f("uq_path_teachings_step_id_teacher_id_learner_id"),
        ),
    )
    op.create_index(op.f("ix_path_teachings_learner_id"), "path_teachings", ["learner_id"])
    op.create_index(op.f("ix_path_teachings_step_id"), "path_teachings", ["step_id"])
    op.create_index(op.f("ix_path_teachings_teacher_id"), "path_teachings", ["teacher_id"])

    op.create_table(
        "path_ticks",
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ticked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_path_ticks_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["step_id"], ["path_steps.id"], name=op.f("fk_path_ticks_step_id_path_steps")
        ),
        sa.PrimaryKeyConstraint("step_id", "person_id", name=op.f("pk_path_ticks")),
    )
    op.create_index(op.f("ix_path_ticks_person_id"), "path_ticks", ["person_id"])


def downgrade() -> None:
    for name in (
        "path_teachings",
        "path_ticks",
        "path_steps",
        "path_needs",
        "path_followers",
        "paths",
    ):
        op.drop_table(name)
