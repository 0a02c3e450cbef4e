"""The emulator's REST API on a port of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import make_server

from ivr.adapters.twilio.rest import Rest
from ivr.emulator import Switchboard
from ivr.emulator.rest import RestFaults, rest_app


@contextmanager
def rest_served(switchboard: Switchboard, faults: RestFaults) -> Iterator[str]:
    """Its host and port."""
    server = make_server("127.0.0.1", 0, rest_app(switchboard, faults), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def rest_at(host: str, switchboard: Switchboard, sender: str) -> Rest:
    """A client that does not wait between its tries."""
    return Rest(
        account_sid=switchboard.account_sid,
        user=switchboard.account_sid,
        password=switchboard.auth_token,
        sender=sender,
        api_url=f"http://{host}",
        sleep=lambda _: None,
    )
