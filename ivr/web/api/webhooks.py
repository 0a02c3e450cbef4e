"""The API of webhooks of events: made, seen, given a new secret, resumed and removed; deliveries sent again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import Field as Bounds

from ivr.reporting.audit import Actor
from ivr.reporting.event_webhook import EventWebhook, EventWebhooks, WebhookUnfit
from ivr.reporting.happenings import HappeningKind
from ivr.web.api.answers import json_answer
from ivr.web.api.problem_documents import UnreadableRequest, handle
from ivr.web.api.request_bodies import Body, body_of
from ivr.web.api.tokens import TokenBook

PATH = "/api/v1/webhooks"


class NewWebhook(Body):
    """An address that is told of some kinds of events."""

    url: Annotated[str, Bounds(max_length=1000)]
    kinds: Annotated[tuple[HappeningKind, ...], Bounds(strict=False, min_length=1, max_length=10)]


@dataclass(frozen=True, slots=True)
class WebhooksApi:
    """The dependencies of the API."""

    webhooks: EventWebhooks
    tokens: TokenBook

    def actor(self) -> Actor:
        """The holder of the token."""
        return Actor(self.tokens.holder(request, "webhooks").name, "api")


def webhooks_api(line: WebhooksApi) -> Blueprint:
    """The routes under /api/v1/webhooks. They require the scope `webhooks`."""
    blueprint = Blueprint("webhooks_api", __name__, url_prefix=PATH)
    handle(blueprint)

    @blueprint.get("")
    def look() -> Response:
        line.actor()
        return json_answer({"webhooks": list(map(_told, line.webhooks.all()))})

    @blueprint.post("")
    def make() -> Response:
        actor, body = line.actor(), body_of(request, NewWebhook)
        try:
            name, secret = line.webhooks.make(body.url, body.kinds, actor=actor)
        except WebhookUnfit as error:
            raise UnreadableRequest("some of it is not as it should be", (f"url: {error}",)) from None
        return json_answer({**_told(line.webhooks.get(name)), "secret": secret})

    @blueprint.delete("/<webhook>")
    def remove(webhook: str) -> Response:
        line.webhooks.remove(webhook, actor=line.actor())
        return json_answer({"removed": True})

    @blueprint.post("/<webhook>/secret")
    def rotate(webhook: str) -> Response:
        return json_answer({"secret": line.webhooks.rotate(webhook, actor=line.actor())})

    @blueprint.post("/<webhook>/resume")
    def resume(webhook: str) -> Response:
        line.webhooks.resume(webhook, actor=line.actor())
        return json_answer(_told(line.webhooks.get(webhook)))

    @blueprint.get("/<webhook>/deliveries")
    def deliveries(webhook: str) -> Response:
        line.actor()
        line.webhooks.get(webhook)
        return json_answer({"deliveries": [asdict(each) for each in line.webhooks.deliveries(webhook)]})

    @blueprint.post("/<webhook>/deliveries/<delivery>/replay")
    def replay(webhook: str, delivery: str) -> Response:
        line.webhooks.replay(webhook, delivery, actor=line.actor())
        return json_answer({"replayed": True})

    return blueprint


def _told(webhook: EventWebhook) -> Mapping[str, Any]:
    return asdict(webhook)
