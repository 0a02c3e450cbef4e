"""Makes ivr/web/voice/static/hold.wav: half a minute of soft chords, 8 kHz mono mu-law, as telephones carry it."""

import math
import struct
from collections.abc import Iterator
from pathlib import Path

RATE = 8000
BEAT = 0.5
CHORDS = ((220.0, 277.2, 329.6), (185.0, 220.0, 277.2), (146.8, 185.0, 220.0), (164.8, 207.7, 246.9))
BEATS_A_CHORD = 8
ROUNDS = 2
LOUDNESS = 0.16
BIAS, CLIP = 0x84, 32635


def samples() -> Iterator[float]:
    """Each beat plucks the next note of its chord; notes ring on and fade."""
    notes = [chord[beat % len(chord)] for _ in range(ROUNDS) for chord in CHORDS for beat in range(BEATS_A_CHORD)]
    length = int(len(notes) * BEAT * RATE)
    for place in range(length):
        time = place / RATE
        newest = int(time / BEAT)
        ringing = range(max(0, newest - 3), newest + 1)
        yield LOUDNESS * sum(_pluck(notes[note], time - note * BEAT) for note in ringing)


def _pluck(frequency: float, age: float) -> float:
    attack = min(1.0, age / 0.02)
    return attack * math.exp(-2.2 * age) * math.sin(2 * math.pi * frequency * age)


def mu_law(sample: float) -> int:
    """One sample between -1 and 1 as a byte (ITU-T G.711)."""
    value = min(CLIP, int(abs(sample) * 32767)) + BIAS
    exponent = value.bit_length() - 8
    mantissa = (value >> (exponent + 3)) & 0x0F
    sign = 0x80 if sample < 0 else 0
    return ~(sign | exponent << 4 | mantissa) & 0xFF


def wav(data: bytes) -> bytes:
    """The bytes in a WAV file of format 7, mu-law."""
    form = struct.pack("<HHIIHHH", 7, 1, RATE, RATE, 1, 8, 0)
    fact = struct.pack("<I", len(data))
    chunks = b"".join(
        name + struct.pack("<I", len(body)) + body for name, body in ((b"fmt ", form), (b"fact", fact), (b"data", data))
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


if __name__ == "__main__":
    Path("ivr/web/voice/static/hold.wav").write_bytes(wav(bytes(map(mu_law, samples()))))
