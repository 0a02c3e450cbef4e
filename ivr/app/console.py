"""Composes the console: implements the ports of its pages."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from flask import Flask, request

from ivr.accounts import visible_queues
from ivr.adapters.graphviz import svg
from ivr.adapters.parquet import parquet_of
from ivr.adapters.redis.live_calls import EVERY, LiveFeed
from ivr.adapters.redis.rate_limits.sign_ins import SignInLimit, TrialLimit
from ivr.adapters.redis.routing_announcements import Announcements
from ivr.adapters.sql.api_tokens import SqlApiTokens
from ivr.adapters.sql.kept_reports import SqlKeptReports
from ivr.adapters.sql.reasons.store import SqlContactReasons
from ivr.adapters.sql.records.handlings import SqlHandlings
from ivr.adapters.sql.records.queries import RecordQueries
from ivr.adapters.sql.routing.approvals import SqlApprovals
from ivr.adapters.sql.routing.plans import Plans
from ivr.adapters.sql.routing.split_ledger import ledger_of
from ivr.adapters.sql.search.kept_searches import SqlKeptSearches
from ivr.adapters.sql.survey.results import SqlSurveyResults
from ivr.adapters.sql.users import SqlUsers
from ivr.adapters.sql.users.audited_users import AuditedUsers
from ivr.adapters.sql.wall_links import SqlWallLinks
from ivr.adapters.twilio.call_control import TwilioCallControl
from ivr.adapters.twilio.recorded_audio import RecordedAudio
from ivr.adapters.twilio.rest import Rest
from ivr.app.agent_roster import agent_roster
from ivr.app.agent_station import agent_station
from ivr.app.alert_desk import LineAlerts
from ivr.app.board import FRESH, BoardReader
from ivr.app.call_search import LineSearch
from ivr.app.company import company_sign_in
from ivr.app.event_webhooks import event_webhooks_of
from ivr.app.history import history_of
from ivr.app.import_desk import ImportDesk
from ivr.app.listening import Booth
from ivr.app.mailing import mailer_of
from ivr.app.notice_desk import LineNotices
from ivr.app.order_desk import Orders
from ivr.app.parts import LARGEST_REQUEST, Parts
from ivr.app.rehearsal import Rehearsals
from ivr.app.request_desk import request_desk
from ivr.app.scorecards import scorecards_of
from ivr.app.source_desk import Sources
from ivr.app.staffing import staffing_desk
from ivr.app.studio import Recordings
from ivr.app.supervising import supervising_of
from ivr.app.trying import Trials
from ivr.app.wordlist import Wordlist
from ivr.app.work_desk import work_badges, work_desk
from ivr.calls.turn_handler import TurnHandler
from ivr.console.auth.client_address import browser_address
from ivr.console.event_stream import Audience, Begun, Bound
from ivr.console.ports import Ports
from ivr.console.ports.company import CompanyLook
from ivr.console.roles import BOARD_READERS, WORKERS
from ivr.console.setup import set_up_console
from ivr.engine.spoken import Spoken
from ivr.reporting.kpis import ServiceLevelRule
from ivr.settings import Settings
from ivr.web.gateway import STREAMS
from routing.model import Routing


def console(parts: Parts, calls: TurnHandler, recorded: Recordings, *, address: str) -> Flask:
    """The application that answers /console, which people reach below `address`."""
    app = Flask("wismo", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    settings = parts.settings
    app.extensions["ports"] = ports = _ports(app, parts, calls, recorded, address)
    set_up_console(
        app,
        ports,
        key=settings.secret_key.get_secret_value(),
        path=urlsplit(address).path,
        is_https=address.startswith("https://"),
    )
    return app


def _ports(app: Flask, parts: Parts, calls: TurnHandler, recorded: Recordings, address: str) -> Ports:
    engine, redis, clock, settings = parts.stores.engine, parts.stores.redis, parts.clock, parts.settings
    work = work_desk(settings, parts.stores, clock)
    users, records = SqlUsers(engine, clock=clock, key=parts.key), RecordQueries(engine)
    scenes = LiveFeed(redis, clock=time.monotonic, every=min(EVERY, settings.refresh_seconds))
    audience = partial(
        Audience, settings.console_streams, partial(may_watch, users, lambda: parts.floor.routing), begun=_streams
    )
    announced, trials, orders = Announcements(redis, parts.store), Trials(parts, calls), Orders.of(parts, calls)
    return Ports(
        clock=clock,
        public_url=address.__add__,
        users=users,
        audited_users=AuditedUsers(users, engine, clock),
        mail=mailer_of(settings),
        sign_in_attempts=SignInLimit(redis, parts.key),
        client_address=partial(_browser_address, settings),
        company=company_sign_in(app, settings, address),
        in_force=lambda: parts.floor.routing,
        routing=parts.store,
        plans=Plans(engine, parts.store, clock),
        alerts=LineAlerts(engine, clock, settings),
        approvals=SqlApprovals(engine, clock, are_needed=settings.publish_needs_approval),
        announce=announced.tell,
        switched_on=announced.switched_on,
        ledger=partial(ledger_of, engine),
        recent_callers=records.callers,
        simulate=trials.decide,
        caller_reader=trials.reader,
        languages=settings.languages,
        words=Wordlist(parts.editor, recorded),
        speak=Booth(parts).speak,
        may_listen=TrialLimit(redis, parts.key).take,
        rehearse=Rehearsals(parts, calls).run,
        draw=svg,
        live_calls=scenes,
        live_audience=audience(every=EVERY, news=scenes.wait),
        board=BoardReader(parts, scenes),
        board_audience=audience(every=FRESH),
        agent_station=agent_station(parts, calls),
        supervising=supervising_of(parts, TwilioCallControl.of(Rest.from_settings(settings)), calls.sessions),
        desk_audience=Audience(
            settings.console_streams, partial(_has_desk, users), EVERY, begun=_streams, news=scenes.wait
        ),
        scorecards=scorecards_of(settings, engine, clock),
        handlings=SqlHandlings(engine),
        history=history_of(settings, engine),
        service_level_rule=ServiceLevelRule(settings.service_level_formula, settings.short_abandon_seconds),
        agents=agent_roster(parts, AuditedUsers(users, engine, clock)),
        records=records,
        call_search=LineSearch.of(parts),
        kept_searches=SqlKeptSearches(engine, clock),
        api_tokens=SqlApiTokens(engine, clock),
        event_webhooks=event_webhooks_of(settings, parts.stores, clock),
        parquet=parquet_of,
        kept_reports=SqlKeptReports(engine, clock),
        wall_links=SqlWallLinks(engine, clock, parts.key),
        notices=LineNotices.of(parts),
        survey_results=SqlSurveyResults(engine),
        requests=request_desk(settings, parts.stores, clock),
        contact_reasons=SqlContactReasons(engine),
        work=work,
        messages=RecordedAudio.of(settings),
        badges=partial(work_badges, work, lambda: parts.floor.routing),
        imports=ImportDesk.of(parts),
        orders=orders,
        sources=Sources.of(parts, orders),
        staffing=staffing_desk(settings, engine, clock),
        sessions=calls.sessions,
        heard_words=partial(_words, parts),
        company_look=_look(settings),
    )


def _look(settings: Settings) -> CompanyLook:
    logo = settings.company_logo
    kind = "" if logo is None else "image/svg+xml" if logo.suffix.casefold() == ".svg" else "image/png"
    return CompanyLook(settings.company_name, settings.company_colour, logo.read_bytes() if logo else b"", kind)


def _browser_address(settings: Settings) -> str:
    """The IP address of the requesting browser."""
    return browser_address(request, settings.trusted_proxies)


def _streams() -> Begun | None:
    """What the server streams after the answer to the request under way; None under one that does not."""
    found: Begun | None = request.environ.get(STREAMS)
    return found


def may_watch(users: SqlUsers, in_force: Callable[[], Routing], token: str, queues: Bound) -> bool:
    """Whether a session belongs to a user who is currently allowed to watch, and sees the same queues."""
    user = users.signed_in(token)
    return user is not None and user.role in BOARD_READERS and visible_queues(user, in_force()) == queues


def _has_desk(users: SqlUsers, token: str, _queues: Bound) -> bool:
    """Whether a session belongs to a user who currently may have a desk."""
    user = users.signed_in(token)
    return user is not None and user.role in WORKERS


def _words(parts: Parts, spoken: Spoken, at: datetime) -> str:
    """The text of a sentence as a caller heard it at a given time."""
    catalogue = parts.wordings.of(spoken.voice_profile).wording.catalogue
    return catalogue.words(spoken.line, locale=spoken.language, now=at.astimezone(parts.clock().tzinfo))
