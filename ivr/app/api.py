"""The JSON API, composed for this line."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import Flask

from ivr.adapters.redis.desk.presences import RedisPresences
from ivr.adapters.redis.happening_stream import HappeningStream
from ivr.adapters.redis.live_calls import EVERY, LiveFeed
from ivr.adapters.redis.rate_limits.requests import RequestLimit
from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.redis.stored_replies import StoredReplies
from ivr.adapters.sql.api_tokens import SqlApiTokens
from ivr.adapters.sql.orders.index import OrderIndex
from ivr.adapters.sql.orders.news_writer import NewsWriter
from ivr.adapters.sql.records.queries import RecordQueries
from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.split_ledger import ledger_of
from ivr.adapters.sql.users import SqlUsers
from ivr.adapters.sql.users.audited_users import AuditedUsers
from ivr.app.agent_roster import agent_roster
from ivr.app.call_search import LineSearch
from ivr.app.event_webhooks import event_webhooks_of
from ivr.app.history import history_of
from ivr.app.parts import Parts
from ivr.app.reading import reading_of
from ivr.app.request_desk import request_desk
from ivr.app.trying import Trials
from ivr.app.work_desk import work_desk
from ivr.calls.turn_handler import TurnHandler
from ivr.console.history.key_titles import KeyTitles
from ivr.reporting.history_figures import history_figures
from ivr.reporting.history_report import By
from ivr.reporting.kpis import ServiceLevelRule
from ivr.web.api.agents import AgentsApi, agents_api
from ivr.web.api.calls import CallsApi, calls_api
from ivr.web.api.events import EventFeed, EventsApi, events_api
from ivr.web.api.figures import FiguresApi, figures_api
from ivr.web.api.live import LiveApi, live_api
from ivr.web.api.openapi import openapi
from ivr.web.api.orders import OrdersApi, orders_api
from ivr.web.api.problem_documents import handle_unknown
from ivr.web.api.requests import RequestsApi, requests_api
from ivr.web.api.routing import RoutingApi, routing_api
from ivr.web.api.tokens import TokenBook, read_tokens
from ivr.web.api.webhooks import WebhooksApi, webhooks_api
from ivr.web.api.work import WorkApi, work_api


def add_api(app: Flask, parts: Parts, calls: TurnHandler) -> None:
    """Have an application answer requests to the API."""
    app.json.sort_keys = False  # type: ignore[attr-defined]  # a document comes out in the order it was written in
    tokens = token_book(parts)
    app.register_blueprint(routing_api(_routing(parts, calls, tokens)))
    app.register_blueprint(orders_api(_orders(parts, tokens)))
    app.register_blueprint(requests_api(_requests(parts, tokens)))
    app.register_blueprint(work_api(WorkApi(work_desk(parts.settings, parts.stores, parts.clock), tokens)))
    app.register_blueprint(calls_api(_calls(parts, tokens)))
    app.register_blueprint(live_api(_live(parts, tokens)))
    app.register_blueprint(agents_api(_agents(parts, tokens)))
    app.register_blueprint(figures_api(_figures(parts, tokens)))
    app.register_blueprint(events_api(_events(parts, tokens)))
    webhooks = event_webhooks_of(parts.settings, parts.stores, parts.clock)
    app.register_blueprint(webhooks_api(WebhooksApi(webhooks, tokens)))
    app.register_blueprint(openapi())
    handle_unknown(app)


def _calls(parts: Parts, tokens: TokenBook) -> CallsApi:
    record = RecordQueries(parts.stores.engine)
    return CallsApi(LineSearch.of(parts), record.call, lambda: parts.floor.routing, parts.clock, tokens)


def _live(parts: Parts, tokens: TokenBook) -> LiveApi:
    feed = LiveFeed(parts.stores.redis, clock=time.monotonic, every=min(EVERY, parts.settings.refresh_seconds))
    return LiveApi(
        live=feed.now,
        in_force=lambda: parts.floor.routing,
        states=lambda: parts.floor.states,
        is_open=partial(_is_open, parts),
        clock=parts.clock,
        tokens=tokens,
    )


def _events(parts: Parts, tokens: TokenBook) -> EventsApi:
    return EventsApi(EventFeed(HappeningStream(parts.stores.redis), parts.settings.console_streams), tokens)


def _agents(parts: Parts, tokens: TokenBook) -> AgentsApi:
    engine = parts.stores.engine
    users = SqlUsers(engine, clock=parts.clock, key=parts.key)
    return AgentsApi(
        roster=agent_roster(parts, AuditedUsers(users, engine, parts.clock)),
        states=RedisPresences(parts.stores.redis, parts.clock).all,
        in_force=lambda: parts.floor.routing,
        users=lambda: [each.name for each in users.all()],
        tokens=tokens,
    )


def _figures(parts: Parts, tokens: TokenBook) -> FiguresApi:
    engine, settings = parts.stores.engine, parts.settings
    rule = ServiceLevelRule(settings.service_level_formula, settings.short_abandon_seconds)
    agents = agent_roster(parts, AuditedUsers(SqlUsers(engine, clock=parts.clock, key=parts.key), engine, parts.clock))

    def titles() -> Callable[[By, str], str]:
        return KeyTitles(parts.floor.routing, lambda: {each.id: each.name for each in agents.all()}).title

    return FiguresApi(history_of(settings, engine), history_figures(rule), titles, parts.clock, tokens)


def _is_open(parts: Parts, queue: str, now: datetime) -> bool:
    config = parts.floor.snapshot.config
    found = config.routing.queues.get(queue)
    return found is not None and bool(config.opening(found, now).is_open)


def token_book(parts: Parts) -> TokenBook:
    """The tokens of the settings, and those made in the console."""
    stored = SqlApiTokens(parts.stores.engine, parts.clock).find
    limit = RequestLimit(parts.stores.redis, parts.key)
    return TokenBook(read_tokens(parts.settings.api_tokens), stored, limit.take)


def _routing(parts: Parts, calls: TurnHandler, tokens: TokenBook) -> RoutingApi:
    stores = parts.stores
    return RoutingApi(
        store=parts.store,
        plans=Plans(stores.engine, parts.store, parts.clock),
        tell=Announcements(stores.redis, parts.store).tell,
        trials=Trials(parts, calls),
        ledger=partial(ledger_of, stores.engine),
        clock=parts.clock,
        tokens=tokens,
    )


def _orders(parts: Parts, tokens: TokenBook) -> OrdersApi:
    stores = parts.stores
    return OrdersApi(
        reading=lambda: reading_of(parts.settings, parts.clock()),
        apply=NewsWriter(stores.engine, parts.clock).apply,
        by_key=OrderIndex(stores.engine, stores.reader).by_identity,
        tokens=tokens,
        replies=StoredReplies(stores.redis, parts.key),
    )


def _requests(parts: Parts, tokens: TokenBook) -> RequestsApi:
    desk = request_desk(parts.settings, parts.stores, parts.clock)
    return RequestsApi(desk, tokens)
