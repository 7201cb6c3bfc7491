"""Talks: calls, events, recordings and feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "talk_deadlines",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_deadlines")),
    )
    op.create_index(op.f("ix_talk_deadlines_due_at"), "talk_deadlines", ["due_at"])

    op.create_table(
        "talk_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["people.id"], name=op.f("fk_talk_calls_opened_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_talk_calls_topic_id_topics")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_calls")),
    )
    op.create_index(op.f("ix_talk_calls_topic_id"), "talk_calls", ["topic_id"])

    op.create_table(
        "talk_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["talk_calls.id"], name=op.f("fk_talk_proposals_call_id_talk_calls")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_talk_proposals_decided_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_talk_proposals_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_proposals")),
    )
    op.create_index(op.f("ix_talk_proposals_call_id"), "talk_proposals", ["call_id"])
    op.create_index(op.f("ix_talk_proposals_person_id"), "talk_proposals", ["person_id"])

    op.create_table(
        "talk_scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("scored_at", MOMENT, nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_talk_scores_score")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_talk_scores_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["talk_proposals.id"],
            name=op.f("fk_talk_scores_proposal_id_talk_proposals"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_scores")),
        sa.UniqueConstraint(
            "proposal_id", "person_id", name=op.f("uq_talk_scores_proposal_id_person_id")
        ),
    )
    op.create_index(op.f("ix_talk_scores_person_id"), "talk_scores", ["person_id"])

    op.create_table(
        "talks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=True),
        sa.Column("recording_link", sa.String(), nullable=False),
        sa.Column("slides_id", sa.Integer(), nullable=True),
        sa.Column("slides_link", sa.String(), nullable=False),
        sa.Column("slides_name", sa.String(), nullable=False),
        sa.Column("chapters", sa.JSON(), nullable=False),
        sa.CheckConstraint("seats IS NULL OR seats > 0", name=op.f("ck_talks_seats")),
        sa.ForeignKeyConstraint(
            ["appointment_id"],
            ["appointments.id"],
            name=op.f("fk_talks_appointment_id_appointments"),
        ),
        sa.ForeignKeyConstraint(["host_id"], ["people.id"], name=op.f("fk_talks_host_id_people")),
        sa.ForeignKeyConstraint(
            ["planned_by"], ["people.id"], name=op.f("fk_talks_planned_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["talk_proposals.id"], name=op.f("fk_talks_proposal_id_talk_proposals")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["uploads.id"], name=op.f("fk_talks_recording_id_uploads")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["talks.id"], name=op.f("fk_talks_series_id_talks")),
        sa.ForeignKeyConstraint(
            ["slides_id"], ["uploads.id"], name=op.f("fk_talks_slides_id_uploads")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_talks_topic_id_topics")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
        sa.UniqueConstraint("appointment_id", name=op.f("uq_talks_appointment_id")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_talks_proposal_id")),
    )
    op.create_index(op.f("ix_talks_host_id"), "talks", ["host_id"])
    op.create_index(op.f("ix_talks_recording_id"), "talks", ["recording_id"])
    op.create_index(op.f("ix_talks_series_id"), "talks", ["series_id"])
    op.create_index(op.f("ix_talks_slides_id"), "talks", ["slides_id"])
    op.create_index(op.f("ix_talks_topic_id"), "talks", ["topic_id"])

    op.create_table(
        "talk_feedback",
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("participation", sa.String(), nullable=True),
        sa.Column("band", sa.String(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talks.id"], name=op.f("fk_talk_feedback_talk_id_talks")
        ),
        sa.PrimaryKeyConstraint("talk_id", name=op.f("pk_talk_feedback")),
    )
    op.create_table(
        "talk_positions",
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_talk_positions_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talks.id"], name=op.f("fk_talk_positions_talk_id_talks")
        ),
        sa.PrimaryKeyConstraint("talk_id", "person_id", name=op.f("pk_talk_positions")),
    )
    op.create_index(op.f("ix_talk_positions_person_id"), "talk_positions", ["person_id"])

    op.create_table(
        "talk_remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.CheckConstraint("second >= 0", name=op.f("ck_talk_remarks_second")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_talk_remarks_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talks.id"], name=op.f("fk_talk_remarks_talk_id_talks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_remarks")),
    )
    op.create_index(op.f("ix_talk_remarks_person_id"), "talk_remarks", ["person_id"])
    op.create_index(op.f("ix_talk_remarks_talk_id"), "talk_remarks", ["talk_id"])

    op.create_table(
        "talk_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.Column("attended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_talk_seats_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talks.id"], name=op.f("fk_talk_seats_talk_id_talks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_seats")),
        sa.UniqueConstraint("talk_id", "person_id", name=op.f("uq_talk_seats_talk_id_person_id")),
    )
    op.create_index(op.f("ix_talk_seats_person_id"), "talk_seats", ["person_id"])

    op.create_table(
        "talk_transcripts",
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("cues", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talks.id"], name=op.f("fk_talk_transcripts_talk_id_talks")
        ),
        sa.PrimaryKeyConstraint("talk_id", name=op.f("pk_talk_transcripts")),
    )
    op.create_table(
        "talk_feedback_rights",
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_sent", sa.Boolean(), nullable=False),
        sa.Column("ticket", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_talk_feedback_rights_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"],
            ["talk_feedback.talk_id"],
            name=op.f("fk_talk_feedback_rights_talk_id_talk_feedback"),
        ),
        sa.PrimaryKeyConstraint("talk_id", "person_id", name=op.f("pk_talk_feedback_rights")),
    )
    op.create_index(
        op.f("ix_talk_feedback_rights_person_id"), "talk_feedback_rights", ["person_id"]
    )


def downgrade() -> None:
    for name in (
        "talk_feedback_rights",
        "talk_transcripts",
        "talk_seats",
        "talk_remarks",
        "talk_positions",
        "talk_feedback",
        "talks",
        "talk_scores",
        "talk_proposals",
        "talk_calls",
        "talk_deadlines",
    ):
        op.drop_table(name)
