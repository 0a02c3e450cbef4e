"""The whole line as one WSGI application, for a server of the operator's own: `gunicorn wsgi:app`.

`wismo serve` has two servers instead, one for calls and one for people (docs/adr/0019).
"""

import sys

from ivr.app.applications import create_app
from ivr.settings import Settings, SettingsError
from prompts.po_file import CatalogueError
from routing.document import RoutingError

GIVE_UP = 3
"""gunicorn: a worker that exits with this code at its start is not restarted."""

try:
    app = create_app(Settings.for_web())
except (SettingsError, RoutingError, CatalogueError) as error:
    sys.stderr.write(f"{error}\n")
    raise SystemExit(GIVE_UP) from None
