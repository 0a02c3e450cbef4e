"""Finds calls on record by index, a page at a time (keyset: no row before the page is read again)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from ivr.adapters.redis.sessions.change_commands import LONGEST_CALL
from ivr.adapters.sql.agents import agents
from ivr.adapters.sql.desk.tables import handlings
from ivr.adapters.sql.records.tables import call_orders, call_reasons, calls, legs
from ivr.reporting.call_record import UNDER_WAY
from ivr.reporting.call_search import (
    COUNTED,
    FEWEST_OF_SID,
    CallCursor,
    CallQuery,
    CallScope,
    CallsFound,
    FoundCall,
    FoundHandling,
    FoundLeg,
)
from ivr.reporting.contact_reasons import ALL, ContactReason

LONGEST = timedelta(seconds=LONGEST_CALL)
"""A call is given to its queues within this time of its beginning."""

Condition = ColumnElement[bool]


class SqlCallSearch:
    """Searches the record. Raises SQLAlchemy's errors."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._dialect = engine.dialect.name

    def find(self, query: CallQuery, scope: CallScope, *, after: CallCursor | None = None, most: int) -> CallsFound:
        """The newest calls that fit, `most` at most, and how many fit in all; see `following` for those after."""
        wanted = and_(true(), *self.conditions(query, scope))
        with self._engine.connect() as connection:
            rows = connection.execute(page_of(wanted, after, most + 1, is_plain=is_plain(query, scope))).all()
            stays = self._legs(connection, rows[:most], scope)
            handled = self._handlings(connection, rows[:most], scope)
        found = [_found(row, tuple(stays[row.sid]), tuple(handled[row.sid])) for row in rows[:most]]
        following = CallCursor(found[-1].began_at, found[-1].sid) if len(rows) > most else None
        return CallsFound(found, following, rows[0].fitting if rows else 0)

    def conditions(self, query: CallQuery, scope: CallScope) -> Iterator[Condition]:
        """All that must be true of a call."""
        yield from self._of_call(query)
        yield from self._of_legs(query, scope)
        yield from self._of_handlings(query, scope)
        if query.orders:
            about = call_orders.c.order_key.in_(query.orders)
            yield calls.c.sid.in_(select(call_orders.c.call_sid).where(about))
        if query.reason and query.reason != ALL:
            yield _has_reason(query.reason, query.since)

    def _of_call(self, query: CallQuery) -> Iterator[Condition]:
        c = calls.c
        if query.callers:
            yield c.caller_key.in_(query.callers)
        if query.since:
            yield c.began_at >= query.since
        if query.until:
            yield c.began_at < query.until
        if query.outcome == UNDER_WAY:
            yield c.ended_at.is_(None)
        elif query.outcome:
            yield c.disposition == query.outcome
        yield from (
            column == value for column, value in ((c.language, query.language), (c.dnis, query.dialled)) if value
        )
        if query.shortest is not None:
            yield c.seconds >= query.shortest
        if query.longest is not None:
            yield c.seconds <= query.longest
        if query.sid_end:
            yield self._ending(query.sid_end)

    def _ending(self, end: str) -> Condition:
        """Calls whose SID ends so. PostgreSQL has an index of such ends; SQLite reads its small table."""
        if len(end) < FEWEST_OF_SID:
            return false()
        same = calls.c.sid.endswith(end, autoescape=True)
        if self._dialect == "sqlite":
            return same
        return and_(func.right(calls.c.sid, FEWEST_OF_SID) == end[-FEWEST_OF_SID:], same)

    def _of_legs(self, query: CallQuery, scope: CallScope) -> Iterator[Condition]:
        """The stay in a queue that the query and the scope ask for, one and the same."""
        c, stays, queues = legs.c, list[Condition](), _both(query.queues, scope.queues)
        if queues is not None:
            stays.append(c.queue.in_(queues))
        if query.issue:
            stays.append(c.issue == query.issue)
        if not stays:
            return
        if query.since:
            stays.append(c.entered_at >= query.since)
        if query.until:
            stays.append(c.entered_at < query.until + LONGEST)
        yield calls.c.sid.in_(select(c.call_sid).where(*stays))

    def _of_handlings(self, query: CallQuery, scope: CallScope) -> Iterator[Condition]:
        """The conversation with an agent that the query and the scope ask for, one and the same."""
        c = handlings.c
        given = ((c.agent, query.agent), (c.disposition, query.disposition))
        theirs = [column == value for column, value in given if value]
        theirs += [self._has_words(query.words)] if query.words else []
        if theirs and scope.queues is not None:
            theirs.append(c.queue.in_(scope.queues))
        if theirs:
            found = select(c.call_sid).where(*theirs)
            yield calls.c.sid.in_(self._first(found) if query.words else found)
        if scope.agent:
            own = select(c.call_sid).where(c.agent == scope.agent, c.answered_at.is_not(None))
            yield calls.c.sid.in_(own)

    def _first(self, found: Select[Any]) -> Select[Any]:
        """A selection that PostgreSQL makes before anything else: it cannot foresee how few notes have a word."""
        if self._dialect == "sqlite":
            return found
        made = found.cte().prefix_with("MATERIALIZED", dialect="postgresql")
        return select(made.c.call_sid)

    def _has_words(self, words: Sequence[str]) -> Condition:
        """Notes with words that begin so; SQLite, which has small tables, finds them within words as well."""
        note = handlings.c.note
        if self._dialect == "sqlite":
            return and_(true(), *(note.icontains(word, autoescape=True) for word in words))
        plain: ColumnElement[str] = literal_column("'simple'")
        beginnings = " & ".join(f"{word}:*" for word in words)  # a word has letters, digits and _ alone: no operators
        return func.to_tsvector(plain, note).op("@@")(func.to_tsquery(plain, beginnings))

    def agents(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """All agents by name: id, name, and the queues that each serves."""
        found = select(agents.c.id, agents.c.name, agents.c.queues).order_by(agents.c.name)
        with self._engine.connect() as connection:
            return [(row.id, row.name, tuple(row.queues)) for row in connection.execute(found)]

    def _handlings(
        self, connection: Connection, rows: Sequence[Row[Any]], scope: CallScope
    ) -> defaultdict[str, list[FoundHandling]]:
        """The conversations of these calls with agents, in the queues of the scope."""
        c, found = handlings.c, defaultdict[str, list[FoundHandling]](list)
        theirs = and_(c.call_sid.in_([row.sid for row in rows]), c.answered_at.is_not(None))
        seen = theirs if scope.queues is None else and_(theirs, c.queue.in_(scope.queues))
        columns = (c.call_sid, c.agent, c.agent_name, c.disposition, c.note)
        written = select(*columns).where(seen).order_by(c.call_sid, c.answered_at)
        for sid, *handling in connection.execute(written) if rows else ():
            found[sid].append(FoundHandling(*handling))
        return found

    def _legs(
        self, connection: Connection, rows: Sequence[Row[Any]], scope: CallScope
    ) -> defaultdict[str, list[FoundLeg]]:
        """The stays of these calls in the queues of the scope."""
        c, found = legs.c, defaultdict[str, list[FoundLeg]](list)
        theirs = c.call_sid.in_([row.sid for row in rows])
        seen = theirs if scope.queues is None else and_(theirs, c.queue.in_(scope.queues))
        stays = select(c.call_sid, c.queue, c.issue, c.became, c.waited).where(seen).order_by(c.call_sid, c.turn)
        for sid, *stay in connection.execute(stays) if rows else ():
            found[sid].append(FoundLeg(*stay))
        return found


def _has_reason(reason: ContactReason, since: datetime | None) -> Condition:
    """Whether a call came for a reason; `since` is the time from which on it began, if that is known."""
    r = call_reasons.c
    theirs = select(r.call_sid).where(r.kind == reason.kind, r.key == reason.key)
    return calls.c.sid.in_(theirs if since is None else theirs.where(r.at >= since))


def _both(some: tuple[str, ...] | None, others: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """The queues that are among both; None stands for all."""
    if some is None or others is None:
        return some if others is None else others
    return tuple(queue for queue in some if queue in others)


def is_plain(query: CallQuery, scope: CallScope) -> bool:
    """Whether a search looks at the calls alone, and not at their queues, agents and orders."""
    elsewhere = (query.orders, query.reason, query.agent, query.disposition, query.issue, query.words, scope.agent)
    return not any(elsewhere) and query.queues is None and scope.queues is None


def page_of(wanted: Condition, after: CallCursor | None, most: int, *, is_plain: bool) -> Select[Any]:
    """The statement for a page, each row with the number of all that fit (`fitting`), COUNTED + 1 at most.

    A plain search is counted in order, so that an index of the calls is read and never the table; any other one from
    whichever table has the fewest rows that fit.
    """
    c = calls.c
    newest = (c.began_at.desc(), c.sid.desc())
    some = select(c.sid).where(wanted).limit(COUNTED + 1)
    some = some.order_by(*newest) if is_plain else some
    fitting = select(func.count()).select_from(some.subquery())
    columns = (c.sid, c.began_at, c.ended_at, c.seconds, c.caller_hint, c.dnis, c.language, c.disposition)
    page = select(*columns, fitting.scalar_subquery().label("fitting")).where(wanted)
    if after:
        page = page.where(c.began_at <= after.at, or_(c.began_at < after.at, c.sid < after.sid))
    return page.order_by(*newest).limit(most)


def _found(row: Row[Any], stays: tuple[FoundLeg, ...], handled: tuple[FoundHandling, ...]) -> FoundCall:
    return FoundCall(
        sid=row.sid,
        began_at=row.began_at,
        ended_at=row.ended_at,
        seconds=row.seconds,
        caller_hint=row.caller_hint,
        dialled=row.dnis,
        language=row.language,
        outcome=row.disposition,
        legs=stays,
        handlings=handled,
    )
