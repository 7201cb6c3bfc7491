"""The application for a WSGI server: `gunicorn wsgi:app`."""

from learning import jobs
from learning.app import create_app
from learning.config import from_environment

app = create_app(from_environment())

if app.config["JOBS"] == "embedded":
    jobs.start(app)
