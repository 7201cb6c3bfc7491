"""Which kinds of notice a person may do without, and the signed way out of one."""

from itsdangerous import BadSignature, URLSafeSerializer

SALT = "unsubscribe"
ALWAYS_MAILED = ("identity.",)  # the safety of one's account is told by mail, whatever is chosen


def may_be_silenced(kind: str) -> bool:
    return not kind.startswith(ALWAYS_MAILED)


def unsubscribe_token(secret: str, person_id: int, kind: str) -> str:
    """What the way out of one kind of mail carries: signed, so that nobody ends another's."""
    return str(URLSafeSerializer(secret, salt=SALT).dumps([person_id, kind]))


def read_unsubscribe_token(secret: str, token: str) -> tuple[int, str] | None:
    """The person and the kind that a token names; None if it was not signed here."""
    try:
        person_id, kind = URLSafeSerializer(secret, salt=SALT).loads(token)
    except BadSignature:
        return None
    return person_id, kind
