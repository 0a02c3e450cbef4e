"""The search of calls, composed for this line: numbers and orders become keyed hashes before they are looked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import phonenumbers

from ivr.adapters.sql.database import writing
from ivr.adapters.sql.orders.finder import OrderFinder
from ivr.adapters.sql.routing import audit
from ivr.adapters.sql.search.call_search import SqlCallSearch
from ivr.app.order_desk import References
from ivr.app.parts import Parts
from ivr.console.ports.search import TypedCaller
from ivr.orders.order_numbers import identity, is_order_number, may_mean
from ivr.orders.phone_numbers import hashed
from ivr.orders.phone_parsing import as_written
from ivr.reporting.audit import Actor
from ivr.reporting.call_search import CallCursor, CallQuery, CallScope, CallsFound

_WORDS = "words\t"
"""What stands before a sealed text, so that it is never taken for the key of an order."""


@dataclass(frozen=True, slots=True)
class LineSearch:
    """Implements ivr.console.ports.search.CallSearch. Raises SQLAlchemy's errors."""

    parts: Parts
    searching: SqlCallSearch
    finder: OrderFinder

    @classmethod
    def of(cls, parts: Parts) -> "LineSearch":
        """The search of this line."""
        engine = parts.stores.engine
        return cls(parts, SqlCallSearch(engine), OrderFinder(engine, parts.key, parts.settings.country))

    def caller(self, typed: str) -> TypedCaller | None:
        """The caller with a telephone number; see CallSearch."""
        read = partial(as_written, typed)
        countries = dict.fromkeys((self.parts.settings.country, *self._countries()))
        numbers = dict.fromkeys(phone.e164 for country in countries if (phone := read(shop_country=country)).e164)
        keys = tuple(hashed(number, self.parts.key) for number in numbers if number)
        return TypedCaller(keys, (next(filter(None, numbers)) or "")[-2:]) if keys else None

    def orders(self, typed: str) -> tuple[str, ...]:
        """The orders that a typed number may mean; see CallSearch."""
        found = self.finder.find(typed) if typed.strip() else ()
        on_file = [each.order.key for each in found if may_mean(typed, each.order.number)]
        named = [identity(typed)] if is_order_number(identity(typed)) else []
        return tuple(hashed(key, self.parts.key) for key in dict.fromkeys([*named, *on_file]))

    def sealed(self, text: str) -> str:
        """A text in encrypted form."""
        return References(self.parts.key).of(f"{_WORDS}{text}")

    def unsealed(self, sealed: str) -> str:
        """The text again; empty if it is none of ours."""
        text = References(self.parts.key).key(sealed) or ""
        return text.removeprefix(_WORDS) if text.startswith(_WORDS) else ""

    def find(self, query: CallQuery, scope: CallScope, *, after: CallCursor | None = None, most: int) -> CallsFound:
        """The newest calls that fit."""
        return self.searching.find(query, scope, after=after, most=most)

    def agents(self, scope: CallScope) -> dict[str, str]:
        """The agents who serve one of the queues of a scope."""
        seen = scope.queues
        found = self.searching.agents()
        return {agent: name for agent, name, queues in found if seen is None or set(queues) & set(seen)}

    def note_export(self, actor: Actor, looked_for: str, count: int) -> None:
        """Enter an export in the audit."""
        with writing(self.parts.stores.engine) as connection:
            audit.note(connection, actor, self.parts.clock(), "export", "calls", after=looked_for, why=f"{count} calls")

    def _countries(self) -> Iterator[str]:
        """The countries of the numbers that callers dial: theirs are mostly of the same."""
        for dialled in self.parts.floor.routing.numbers:
            try:
                country = phonenumbers.region_code_for_number(phonenumbers.parse(dialled))
            except phonenumbers.NumberParseException:
                continue
            if country:
                yield country
