"""Audio that others recorded, made into that of a telephone: 8,000 mu-law samples a second (ITU-T G.711)."""

import io
import wave
from array import array
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import ceil
from sys import byteorder

from prompts.studio.wav import RATE, NotAudio, samples

LONGEST = 60
"""Seconds of a recording. Callers would not listen longer."""
_CLIP, _BIAS = 32_635, 132


def telephone(file: bytes) -> bytes:
    """The mu-law samples of a WAV file: of the telephone already, or PCM of any rate, width and channels.

    Raises NotAudio.
    """
    try:
        return samples(file)
    except NotAudio as reason:
        pcm, rate = _read(file, reason)
    return mulaw(resampled(pcm, rate))


def mulaw(pcm: Sequence[int]) -> bytes:
    """16-bit samples in eight bits each."""
    table = _table()
    return bytes(table[each] for each in pcm)  # a negative one counts from the table's end


def resampled(pcm: Sequence[int], rate: int) -> Sequence[int]:
    """The sound at the telephone's rate: each new sample is the mean of the old ones in its time, so that what the
    telephone cannot carry does not come back as noise.
    """
    if rate == RATE:
        return pcm
    sums, step = [0, *accumulate(pcm)], rate / RATE
    ends = ((int(at * step), ceil((at + 1) * step)) for at in range(int(len(pcm) / step)))
    return [(sums[end] - sums[start]) // (end - start) for start, end in ends]


def _read(file: bytes, reason: NotAudio) -> tuple[Sequence[int], int]:
    """The first channel in 16 bits, and its rate."""
    try:
        with wave.open(io.BytesIO(file)) as opened:
            channels, width, rate, count = opened.getparams()[:4]
            if count > LONGEST * rate:
                raise NotAudio(f"lasts {count // rate} seconds, where {LONGEST} are the most")
            frames = opened.readframes(count)
    except (wave.Error, EOFError):
        raise reason from None
    if width not in (1, 2, 3, 4) or rate < RATE or not frames:
        raise NotAudio(f"{8 * width} bits, {rate} samples a second, {len(frames)} bytes")
    return _of_width(frames, width, channels), rate


def _of_width(frames: bytes, width: int, channels: int) -> Sequence[int]:
    if width == 1:
        return [(each - 128) << 8 for each in frames[::channels]]
    high = bytearray(2 * (len(frames) // width))
    high[::2], high[1::2] = frames[width - 2 :: width], frames[width - 1 :: width]
    found = array("h", bytes(high))
    if byteorder == "big":
        found.byteswap()
    return found[::channels]


@lru_cache(maxsize=1)
def _table() -> bytes:
    """The code of each 16-bit sample; those below zero come after those above."""
    return bytes(_code(each if each < 32_768 else each - 65_536) for each in range(65_536))


def _code(sample: int) -> int:
    """Sign, three bits of magnitude, four bits of what follows the first one; all inverted."""
    size = min(abs(sample), _CLIP) + _BIAS
    magnitude = size.bit_length() - 8
    return ~((0x80 if sample < 0 else 0) | magnitude << 4 | (size >> (magnitude + 3)) & 0x0F) & 0xFF
