"""Makes ivr/console/static/sounds: what an agent's browser plays. 8 kHz, mono, 8 bits linear: any browser reads it."""

import math
import struct
from collections.abc import Callable
from pathlib import Path

RATE = 8000
ROWS, COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477)
PAD = ("123", "456", "789", "*0#")
NAMES = {"*": "dtmfs", "#": "dtmfh"}
KEY_SECONDS, EDGE = 0.14, 0.008

Tone = Callable[[float], float]


def ring(at: float) -> float:
    """Two soft strokes of a bell, then quiet: two seconds, played in a loop."""
    return 0.5 * sum(_stroke(at - begin, pitch) for begin, pitch in ((0.0, 660.0), (0.22, 880.0)))


def calling(at: float) -> float:
    """The tone that the other side is being rung: one second in three (ITU-T E.180)."""
    return 0.25 * math.sin(2 * math.pi * 425 * at) * (at < 1)


def hung_up(at: float) -> float:
    """Two short tones downwards."""
    return 0.4 * (_stroke(at, 520.0, fall=14) + _stroke(at - 0.12, 390.0, fall=14))


def key(low: int, high: int) -> Tone:
    """A key (ITU-T Q.23), faded in and out."""

    def tone(at: float) -> float:
        loudness = 0.2 * min(1.0, at / EDGE, (KEY_SECONDS - at) / EDGE)
        return loudness * (math.sin(2 * math.pi * low * at) + math.sin(2 * math.pi * high * at))

    return tone


def _stroke(age: float, pitch: float, fall: float = 5.0) -> float:
    return math.exp(-fall * age) * min(1.0, age / 0.01) * math.sin(2 * math.pi * pitch * age) if age > 0 else 0.0


def sounds() -> dict[str, tuple[Tone, float]]:
    """Every sound by its name at Twilio's SDK (Twilio: Device.Options.sounds), with its seconds."""
    keys = {
        NAMES.get(sign, f"dtmf{sign}"): (key(low, high), KEY_SECONDS)
        for low, row in zip(ROWS, PAD, strict=True)
        for high, sign in zip(COLUMNS, row, strict=True)
    }
    return {"incoming": (ring, 2.0), "outgoing": (calling, 3.0), "disconnect": (hung_up, 0.4), **keys}


def wav(tone: Tone, seconds: float) -> bytes:
    """The samples in a WAV file of format 1, unsigned bytes."""
    data = bytes(round(127.5 + 127 * max(-1.0, min(1.0, tone(place / RATE)))) for place in range(int(seconds * RATE)))
    form = struct.pack("<HHIIHH", 1, 1, RATE, RATE, 1, 8)
    chunks = b"".join(name + struct.pack("<I", len(body)) + body for name, body in ((b"fmt ", form), (b"data", data)))
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


if __name__ == "__main__":
    folder = Path("ivr/console/static/sounds")
    folder.mkdir(exist_ok=True)
    for name, (tone, seconds) in sounds().items():
        (folder / f"{name}.wav").write_bytes(wav(tone, seconds))
