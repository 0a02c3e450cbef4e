"""The WSGI entry point: `gunicorn wsgi:app`."""

from ivr.app import create_app
from ivr.settings import Settings

app = create_app(Settings.from_env())
