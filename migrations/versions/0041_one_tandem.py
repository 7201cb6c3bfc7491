"""One tandem at a time in a programme, kept by the database itself."""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ONE_TANDEM = """
CREATE TRIGGER pairings_one_tandem_{name} BEFORE {event} ON pairings
WHEN NEW.kind = 'tandem' AND NEW.ended_at IS NULL AND EXISTS (
  SELECT 1 FROM pairings AS other
  WHERE other.programme_id = NEW.programme_id AND other.kind = 'tandem'
    AND other.ended_at IS NULL AND other.id IS NOT NEW.id
    AND (other.mentee_id IN (NEW.mentee_id, NEW.mentor_id)
      OR other.mentor_id IN (NEW.mentee_id, NEW.mentor_id))
)
BEGIN SELECT RAISE(ABORT, 'one of the two has a tandem'); END
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            "ALTER TABLE pairings ADD CONSTRAINT pairings_one_tandem EXCLUDE USING gist "
            "(programme_id WITH =, int4multirange(int4range(mentee_id, mentee_id, '[]'), "
            "int4range(mentor_id, mentor_id, '[]')) WITH &&) "
            "WHERE (kind = 'tandem' AND ended_at IS NULL)"
        )
    else:
        for event in ("INSERT", "UPDATE"):
            op.execute(ONE_TANDEM.format(event=event, name=event.lower()))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE pairings DROP CONSTRAINT pairings_one_tandem")
    else:
        for event in ("insert", "update"):
            op.execute(f"DROP TRIGGER pairings_one_tandem_{event}")
