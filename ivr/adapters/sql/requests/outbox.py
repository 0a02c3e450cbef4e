"""What the help desk is still to be told of requests: `subject` is the request, `event` is made or again."""

from ivr.adapters.sql.requests.tables import deliveries
from ivr.adapters.sql.webhook_outbox import WebhookOutbox

_OUTBOX = WebhookOutbox(deliveries, deliveries.c.request_id)

send_due = _OUTBOX.send_due
drop_old = _OUTBOX.drop_old
claim = _OUTBOX.claim
