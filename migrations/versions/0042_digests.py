"""Mails that can wait: one digest for many, and how often somebody wants it."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_digests_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("person_id", "due_at", name=op.f("uq_digests_person_id_due_at")),
    )
    op.create_index(op.f("ix_digests_due_at"), "digests", ["due_at"], unique=False)
    op.create_table(
        "mail_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("pace", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_mail_choices_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_choices")),
        sa.UniqueConstraint("person_id", name=op.f("uq_mail_choices_person_id")),
    )
    with op.batch_alter_table("notifications") as notifications:
        notifications.add_column(sa.Column("mailed_at", MOMENT, nullable=True))
        notifications.add_column(sa.Column("digest_id", sa.Integer(), nullable=True))
        notifications.create_foreign_key(
            op.f("fk_notifications_digest_id_digests"), "digests", ["digest_id"], ["id"]
        )
        notifications.create_index(op.f("ix_notifications_digest_id"), ["digest_id"])
        notifications.create_index("ix_notifications_person_mailed", ["person_id", "mailed_at"])


def downgrade() -> None:
    with op.batch_alter_table("notifications") as notifications:
        notifications.drop_index("ix_notifications_person_mailed")
        notifications.drop_index(op.f("ix_notifications_digest_id"))
        notifications.drop_constraint(
            op.f("fk_notifications_digest_id_digests"), type_="foreignkey"
        )
        notifications.drop_column("digest_id")
        notifications.drop_column("mailed_at")
    op.drop_table("mail_choices")
    op.drop_index(op.f("ix_digests_due_at"), table_name="digests")
    op.drop_table("digests")
