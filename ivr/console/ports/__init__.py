"""All that pages read and change things by. ivr/app/console.py fills it in; no page imports an adapter.

A module for each subject holds its Protocols and the plain data that they exchange.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr.accounts import User
from ivr.calls.ports import Sessions
from ivr.calls.routing_trial import TrialReader
from ivr.console.event_stream import Audience
from ivr.console.ports.board import Reading
from ivr.console.ports.calls import CallRecords, LiveCalls
from ivr.console.ports.company import CompanyLook
from ivr.console.ports.desk import AgentStation, Supervising
from ivr.console.ports.imports import ImportDesk
from ivr.console.ports.orders import OrderDesk
from ivr.console.ports.phone import Heard, Script
from ivr.console.ports.prompts import Speak, Words
from ivr.console.ports.routing import RoutingHistory, ScheduledPublications, Simulate
from ivr.console.ports.scorecards import ScorecardReader
from ivr.console.ports.search import CallSearch
from ivr.console.ports.sources import SourceDesk
from ivr.console.ports.staffing import StaffingDesk
from ivr.console.ports.users import Attempts, AuditedUsers, CompanySignIn, Users
from ivr.engine.spoken import Spoken
from ivr.reporting.agent_roster import AgentRoster
from ivr.reporting.alert_desk import AlertDesk
from ivr.reporting.api_token import ApiTokens
from ivr.reporting.approvals import Approvals
from ivr.reporting.contact_reasons import ContactReasons
from ivr.reporting.event_webhook import EventWebhooks
from ivr.reporting.handling import Handlings
from ivr.reporting.history_table import FigureTable
from ivr.reporting.kept_report import KeptReports
from ivr.reporting.kept_search import KeptSearches
from ivr.reporting.kpis import ServiceLevelRule
from ivr.reporting.mail import Mailer
from ivr.reporting.notice_desk import NoticeDesk
from ivr.reporting.period_counts import History
from ivr.reporting.requests import RequestDesk
from ivr.reporting.survey_results import SurveyResults
from ivr.reporting.wall_link import WallLinks
from ivr.reporting.work_items import MessageAudio, WorkDesk
from routing.allocation import Ledger
from routing.model import Routing
from routing.replay import Called
from routing.switches import SwitchedOn


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The ports that all pages share."""

    clock: Callable[[], datetime]
    """The current time, in the shop's zone."""
    public_url: Callable[[str], str]
    """Makes a path absolute."""

    users: Users
    audited_users: AuditedUsers
    mail: Mailer | None
    """None without a mail server."""
    sign_in_attempts: Attempts
    client_address: Callable[[], str]
    """The address of the browser that asks."""
    company: CompanySignIn | None
    """None if sign-in with company accounts is not configured."""

    in_force: Callable[[], Routing]
    """The routing that calls go by in this process, seconds old at most."""
    routing: RoutingHistory
    plans: ScheduledPublications
    approvals: Approvals
    alerts: AlertDesk
    announce: Callable[[], None]
    """Tells every process that another version or switch is in force."""
    switched_on: Callable[[datetime], Sequence[SwitchedOn]]
    """The switches that are on at a time."""
    ledger: Callable[[datetime], Ledger]
    """The calls given to vendors in the day and the month of a time."""
    recent_callers: Callable[[datetime], Sequence[Called]]
    """Callers that were routed since a time."""
    simulate: Simulate
    caller_reader: TrialReader
    """Reads the made-up caller of a routing trial."""
    languages: tuple[str, ...]
    """The languages that the line speaks."""

    words: Words
    speak: Speak
    may_listen: Callable[[str], bool]
    """Counts a request of a user, by name, for spoken words; False if the limit is reached."""
    rehearse: Callable[[Script, Routing | None], Heard]
    """Runs a call of the browser phone, on the routing in force or on a draft."""

    draw: Callable[[str], str]
    """Draws a graph, given in Graphviz's language, as an SVG document."""
    live_calls: LiveCalls
    live_audience: Audience
    board: Callable[[], Reading]
    board_audience: Audience
    agent_station: AgentStation
    supervising: Supervising
    desk_audience: Audience
    handlings: Handlings
    scorecards: ScorecardReader
    history: History
    service_level_rule: ServiceLevelRule
    """How service levels are computed, by the settings."""
    agents: AgentRoster
    records: CallRecords
    call_search: CallSearch
    kept_searches: KeptSearches
    api_tokens: ApiTokens
    event_webhooks: EventWebhooks
    parquet: Callable[[FigureTable], bytes]
    """Writes a table as a Parquet file. Raises ParquetNotInstalled."""
    kept_reports: KeptReports
    wall_links: WallLinks
    notices: NoticeDesk
    survey_results: SurveyResults
    requests: RequestDesk
    contact_reasons: ContactReasons
    work: WorkDesk
    messages: MessageAudio
    orders: OrderDesk
    imports: ImportDesk
    sources: SourceDesk
    staffing: StaffingDesk
    sessions: Sessions
    heard_words: Callable[[Spoken, datetime], str]
    """A sentence as a caller heard it at a time."""

    badges: Callable[[User], Mapping[str, int]] = lambda _user: {}
    """The counts beside links of the navigation, by `Nav.badge`, for a user."""
    company_look: CompanyLook
