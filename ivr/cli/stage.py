"""A call written out as a play."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ivr.emulator.transcript import TranscriptLine

NAMES = {"line": "Line", "caller": "Caller", "other": "Agent"}
STYLES = {"line": "bold cyan", "caller": "bold green", "other": "bold magenta"}


def write_call(console: Console, number: str, lines: list[TranscriptLine]) -> None:
    """Who says what, in order, and what it took the caller."""
    play = Table.grid(padding=(0, 2))
    play.add_column(justify="right", no_wrap=True)
    play.add_column()
    for line in lines:
        play.add_row(*_row(line))
    keys = sum(len(line.words) for line in lines if line.kind == "keys")
    console.print(Padding(play, (0, 0, 0, 2)))
    console.print(Text(f"\n  {number} · {keys} key{'' if keys == 1 else 's'} pressed", style="dim"))


def _row(line: TranscriptLine) -> tuple[Text, Text]:
    name = Text(NAMES[line.who], style=STYLES[line.who])
    if line.kind == "note":
        return Text(""), Text(f"({line.words})", style="dim italic")
    if line.kind == "keys":
        return name, Text(f"(presses {' '.join(line.words)})", style="italic")
    if line.kind == "play":
        return name, Text(f"(plays {line.words})", style="italic")
    return name, Text(line.words)
