"""The links by which colleagues pass articles on: signed, so that nobody is credited falsely."""

from itsdangerous import BadSignature, URLSafeSerializer

SALT = "article-share"


def share_token(secret: str, article_id: int, sharer_id: int) -> str:
    """What this person's own link to the article carries."""
    return str(URLSafeSerializer(secret, salt=SALT).dumps([article_id, sharer_id]))


def sharer_of(secret: str, article_id: int, token: str) -> int | None:
    """Who passed the article on; None if the token was not signed here for this article."""
    try:
        of_article, sharer_id = URLSafeSerializer(secret, salt=SALT).loads(token)
    except BadSignature:
        return None
    return int(sharer_id) if of_article == article_id else None
