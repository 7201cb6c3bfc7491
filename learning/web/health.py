"""Whether the process lives, and whether it can do its work."""

from collections.abc import Callable

from flask import Blueprint, Flask, current_app
from flask.typing import ResponseReturnValue
from flask_login import current_user

from learning.web.access import public

bp = Blueprint("health", __name__)

Check = Callable[[], bool]


@bp.get("/livez")
@public("health.live")
def live() -> ResponseReturnValue:
    return {"status": "alive"}


@bp.get("/readyz")
@public("health.ready")
def ready() -> ResponseReturnValue:
    """200 when the database, the index and the job engine answer; an admin sees which do."""
    found: dict[str, bool] = {}
    checks: dict[str, Check] = current_app.extensions["health"]
    for name, check in checks.items():
        try:
            found[name] = check()
        except Exception:
            current_app.logger.exception("health check %s", name)
            found[name] = False
    is_ready = all(found.values())
    answer: dict[str, object] = {"status": "ready" if is_ready else "not ready"}
    if found.get("database") and current_user.is_authenticated and "admin" in current_user.roles:
        answer["parts"] = found
    return answer, 200 if is_ready else 503


def init_app(app: Flask, checks: dict[str, Check]) -> None:
    app.extensions["health"] = checks
    app.register_blueprint(bp)
