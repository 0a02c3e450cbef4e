"""The judge of the API: its own description, as it is served."""

import json
from functools import cache

from flask.testing import FlaskClient
from openapi_core import Config, OpenAPI

_CONFIG = Config(extra_media_type_deserializers={"application/problem+json": json.loads})


def described(client: FlaskClient) -> OpenAPI:
    """What the API says of itself; the same description is read once in each process, which takes a second."""
    return _read(client.get("/api/v1/openapi.json").get_data(as_text=True))


@cache
def _read(description: str) -> OpenAPI:
    return OpenAPI.from_dict(json.loads(description), config=_CONFIG)
