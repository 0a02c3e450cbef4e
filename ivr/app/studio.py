"""Recorded sentences of an installation: which are recorded in advance, and how calls play them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from ivr.adapters.resilience.cached_value import RefreshedValue
from ivr.adapters.speech.brand_speakers import wording
from ivr.adapters.speech.playback import RecordedAudio, nothing_recorded
from ivr.adapters.speech.recent_sentences import RecentSentence
from ivr.adapters.sql.recordings.store import Playable, RecordingIndex, RecordingStore
from ivr.app.parts import Parts
from ivr.app.speaking import cast_of
from ivr.engine.steps import Menu
from ivr.flows import FLOWS
from ivr.orders.order_prompts import PROMPTS
from prompts.catalogue import Catalogue
from prompts.facts import Key, Line, Text
from prompts.studio.takes import Cast, Take
from prompts.voices import Voice
from prompts.wording import Editor, Wording
from routing.brands import brand_named
from routing.model import Routing

FILES_KEPT = 256
"""Recordings cached in memory by a web server, some 10 MB, so that frequent ones are served without SQL."""

Recordings = Callable[[Sequence[str], Voice], Sequence[str]]
"""Returns the address of the recording of each sentence in a voice; empty for one to be spoken by <Say>."""

_HELLOS = ("greeting", "callback_hello")
"""Prompts whose only varying fact is the brand's name."""
_SIGNS = {"*": "star", "#": "pound"}
_ANY_TIME = datetime.min.replace(tzinfo=UTC)
_PATTERNS = ("speech.", "hearing.")
"""Prefixes of prompts that are parts of sentences."""


@dataclass(frozen=True, slots=True)
class SpokenBrand:
    """A brand with its wording."""

    name: str
    wording: Wording


def recorded_of(parts: Parts) -> Recordings:
    """The recordings that a call can play, as known to one worker."""
    settings = parts.settings
    if not settings.plays:
        return nothing_recorded
    index = RecordingIndex(RecordingStore(parts.stores.reader, parts.clock), parts.clock)
    names: RefreshedValue[Playable] = RefreshedValue(
        index.read,
        first=Playable(),
        every=settings.refresh_seconds,
        failed=lambda _: None,  # the index says nothing is there, and all is spoken
    )
    return RecordedAudio(names, key=parts.key, address=parts.addresses.audio, cast=cast_of(settings))


def files_of(parts: Parts) -> Callable[[str], bytes | None]:
    """The audio file of a recording by name."""
    shelf = RecordingStore(parts.stores.engine, parts.clock)

    @lru_cache(maxsize=FILES_KEPT)
    def kept(name: str) -> bytes:
        found = shelf.wav(name)
        if found is None:
            raise LookupError(name)
        return found

    def file(name: str) -> bytes | None:
        try:
            return kept(name)
        except LookupError:
            return None

    return file


def brands_of(routing: Routing, editor: Editor) -> dict[str | None, SpokenBrand]:
    """All brands of a document with their wordings; None is the line's own. Faulty words are skipped."""
    names = (None, *routing.brands)
    return {
        name: SpokenBrand(brand_named(routing, name).name, wording(editor, routing, name, lambda _: None))
        for name in names
    }


def script_of(wording: Wording, locale: str) -> dict[str, str]:
    """Sentences that are identical in every call and brand: the file name for a studio, and the text.

    A file is named after the prompt, and after the key if the sentence offers one: `main_menu.returns-2.wav`.
    """
    found = {_file(line): _fixed(wording.catalogue, line, locale) for line in _fixed_lines(wording.catalogue, locale)}
    return {file: words for file, words in found.items() if words}


def _file(line: Line) -> str:
    match line.facts.get("key"):
        case Key(sign):
            return f"{line.prompt}-{_SIGNS.get(sign, sign)}.wav"
    return f"{line.prompt}.wav"


def standing(brands: Iterable[SpokenBrand], locale: str, cast: Cast) -> Iterator[Take]:
    """All sentences that are identical in every call: without facts, options of menus, and greetings of brands."""
    for brand in brands:
        catalogue, voice = brand.wording.catalogue, brand.wording.voice(locale)
        hellos = (Line(prompt, {"brand": Text(brand.name)}) for prompt in _HELLOS)
        for line in (*_fixed_lines(catalogue, locale), *hellos):
            if words := _fixed(catalogue, line, locale):
                yield cast(words, voice)


def _fixed_lines(catalogue: Catalogue, locale: str) -> Iterator[Line]:
    yield from (Line(prompt) for prompt in catalogue.prompts(locale) if not prompt.startswith(_PATTERNS))
    for _, step in FLOWS:
        if isinstance(step, Menu):
            yield from (Line(step.option(target), {"key": Key(key)}) for key, target in step.keys.items())


def _fixed(catalogue: Catalogue, line: Line, locale: str) -> str:
    """The text; empty if it depends on facts of a call."""
    try:
        return catalogue.words(line, locale=locale, now=_ANY_TIME)
    except LookupError:
        return ""


def orders_told(
    told: Iterable[RecentSentence], routing: Routing, editor: Editor, zone: str, cast: Cast
) -> Iterator[Take]:
    """Sentences about callers' own orders, which they can hear again."""
    clock, brands = ZoneInfo(zone), brands_of(routing, editor)
    for each in told:
        if each.line.prompt in PROMPTS and each.line.facts and each.language in editor.catalogue.locales:
            number = routing.numbers.get(each.dnis)
            spoken = brands[number.brand if number else None].wording
            words = spoken.catalogue.words(each.line, locale=each.language, now=each.at.astimezone(clock))
            yield cast(words, spoken.voice(each.language))
