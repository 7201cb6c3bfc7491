"""What every act of the two inside their pairing begins and ends with."""

from datetime import datetime
from typing import Any

from learning.i18n import _
from learning.mentoring.models import Pairing
from learning.mentoring.operations.refusals import PairingOver, PairingPaused
from learning.notifications.operations import notify
from learning.people.models import Person


def check_running(pairing: Pairing) -> None:
    """Raises PairingOver or PairingPaused where nothing can be written."""
    if not pairing.is_running:
        raise PairingOver(_("This pairing has ended; what you wrote stays readable."))
    if pairing.is_paused:
        raise PairingPaused(
            _("This pairing is paused for now. What you wrote stays readable; wait for word.")
        )


def touch(pairing: Pairing, now: datetime) -> None:
    """One of the two did something here: no silence, and no end for it."""
    pairing.contact_at, pairing.warned_at = now, None


def tell_other(
    pairing: Pairing,
    by: Person,
    notice: str,
    endpoint: str,
    now: datetime,
    *,
    key: str,
    **facts: Any,
) -> None:
    """Owe the other of the two a notice; `key` names the thing, whole or after the notice."""
    to = pairing.other(by)
    if not to.is_active:
        return
    kind = f"mentoring.{notice}"
    notify(
        to.id,
        kind,
        {"other": by.name, **facts},
        link=(endpoint, {"pairing_id": pairing.id}),
        dedupe_key=key if key.startswith(kind) else f"{kind}:{key}",
        now=now,
    )
