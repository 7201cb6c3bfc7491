"""The application for a WSGI server: `gunicorn wsgi:app`."""

import gc

gc.disable()  # what loads now stays; to look for garbage in it is a tenth of the start

from learning import jobs  # noqa: E402
from learning.app import create_app  # noqa: E402
from learning.config import from_environment  # noqa: E402

app = create_app(from_environment())

if app.config["JOBS"] == "embedded":
    jobs.start(app)

gc.freeze()  # nor is it looked through again while somebody waits for a page
gc.enable()
