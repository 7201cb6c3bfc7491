"""Programmes."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "programmes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("goal", sa.String(length=20), nullable=False),
        sa.Column("goal_text", sa.Text(), nullable=False),
        sa.Column("formats", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("is_evergreen", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("one_line", sa.String(), nullable=False),
        sa.Column("giver_benefit", sa.Text(), nullable=False),
        sa.Column("receiver_benefit", sa.Text(), nullable=False),
        sa.Column("manager_benefit", sa.Text(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("is_approval_needed", sa.Boolean(), nullable=False),
        sa.Column("seats", sa.JSON(), nullable=False),
        sa.Column("mentor_capacity", sa.Integer(), nullable=False),
        sa.Column("code_of_conduct", sa.Text(), nullable=False),
        sa.Column("code_version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["people.id"], name=op.f("fk_programmes_created_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
    )
    op.create_index(op.f("ix_programmes_state"), "programmes", ["state"], unique=False)
    op.create_table(
        "enrolments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("code_version", sa.Integer(), nullable=True),
        sa.Column("applied_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("leave_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_enrolments_decided_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_enrolments_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_enrolments_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.UniqueConstraint(
            "programme_id",
            "person_id",
            "role",
            name=op.f("uq_enrolments_programme_id_person_id_role"),
        ),
    )
    op.create_index(op.f("ix_enrolments_person_id"), "enrolments", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_enrolments_programme_id"), "enrolments", ["programme_id"], unique=False
    )
    op.create_index(op.f("ix_enrolments_state"), "enrolments", ["state"], unique=False)
    op.create_table(
        "programme_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_programme_codes_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_codes")),
        sa.UniqueConstraint(
            "programme_id", "version", name=op.f("uq_programme_codes_programme_id_version")
        ),
    )
    op.create_table(
        "programme_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("reminded_at", MOMENT, nullable=True),
        sa.Column("declined_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["people.id"], name=op.f("fk_programme_invitations_invited_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_programme_invitations_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_programme_invitations_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_invitations")),
        sa.UniqueConstraint(
            "programme_id",
            "person_id",
            name=op.f("uq_programme_invitations_programme_id_person_id"),
        ),
    )
    op.create_index(
        op.f("ix_programme_invitations_person_id"),
        "programme_invitations",
        ["person_id"],
        unique=False,
    )
    op.create_table(
        "programme_leads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_programme_leads_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_programme_leads_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_leads")),
        sa.UniqueConstraint(
            "programme_id", "person_id", name=op.f("uq_programme_leads_programme_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_programme_leads_person_id"), "programme_leads", ["person_id"], unique=False
    )
    op.create_table(
        "programme_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("use IN ('matching', 'lead')", name=op.f("ck_programme_questions_use")),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_programme_questions_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_questions")),
    )
    op.create_index(
        op.f("ix_programme_questions_programme_id"),
        "programme_questions",
        ["programme_id"],
        unique=False,
    )
    op.create_table(
        "programme_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("baseline", sa.Double(), nullable=False),
        sa.Column("target", sa.Double(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_programme_targets_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_targets")),
    )
    op.create_index(
        op.f("ix_programme_targets_programme_id"),
        "programme_targets",
        ["programme_id"],
        unique=False,
    )
    op.create_table(
        "topic_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('article', 'talk')", name=op.f("ck_topic_requests_kind")),
        sa.CheckConstraint(
            "state IN ('open', 'planned', 'done', 'declined')", name=op.f("ck_topic_requests_state")
        ),
        sa.ForeignKeyConstraint(
            ["expert_id"], ["people.id"], name=op.f("fk_topic_requests_expert_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_topic_requests_programme_id_programmes"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["people.id"], name=op.f("fk_topic_requests_proposed_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_requests")),
    )
    op.create_index(
        op.f("ix_topic_requests_programme_id"), "topic_requests", ["programme_id"], unique=False
    )
    op.create_table(
        "topic_votes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_topic_votes_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["topic_request_id"],
            ["topic_requests.id"],
            name=op.f("fk_topic_votes_topic_request_id_topic_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_votes")),
        sa.UniqueConstraint(
            "topic_request_id", "person_id", name=op.f("uq_topic_votes_topic_request_id_person_id")
        ),
    )
    op.create_index(op.f("ix_topic_votes_person_id"), "topic_votes", ["person_id"], unique=False)


def downgrade() -> None:

    op.drop_index(op.f("ix_topic_votes_person_id"), table_name="topic_votes")
    op.drop_table("topic_votes")
    op.drop_index(op.f("ix_topic_requests_programme_id"), table_name="topic_requests")
    op.drop_table("topic_requests")
    op.drop_index(op.f("ix_programme_targets_programme_id"), table_name="programme_targets")
    op.drop_table("programme_targets")
    op.drop_index(op.f("ix_programme_questions_programme_id"), table_name="programme_questions")
    op.drop_table("programme_questions")
    op.drop_index(op.f("ix_programme_leads_person_id"), table_name="programme_leads")
    op.drop_table("programme_leads")
    op.drop_index(op.f("ix_programme_invitations_person_id"), table_name="programme_invitations")
    op.drop_table("programme_invitations")
    op.drop_table("programme_codes")
    op.drop_index(op.f("ix_enrolments_state"), table_name="enrolments")
    op.drop_index(op.f("ix_enrolments_programme_id"), table_name="enrolments")
    op.drop_index(op.f("ix_enrolments_person_id"), table_name="enrolments")
    op.drop_table("enrolments")
    op.drop_index(op.f("ix_programmes_state"), table_name="programmes")
    op.drop_table("programmes")
