"""Converts recorded audio to telephone audio: 8,000 mu-law samples a second (ITU-T G.711)."""

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
"""Maximum seconds of a recording."""
_CLIP, _BIAS = 32_635, 132


def telephone(file: bytes) -> bytes:
    """The mu-law samples of a WAV file: telephone audio, or PCM of any rate, width and number of channels.

    Raises NotAudio.
    """
    try:
        return samples(file)
    except NotAudio as reason:
        pcm, rate = _read(file, reason)
    return mulaw(resampled(pcm, rate))


def mulaw(pcm: Sequence[int]) -> bytes:
    """Encode 16-bit samples in eight bits each."""
    table = _table()
    return bytes(table[each] for each in pcm)  # a negative sample indexes from the table's end


def resampled(pcm: Sequence[int], rate: int) -> Sequence[int]:
    """Resample to the telephone's rate. Each new sample is the mean of the old ones in its period, which suppresses
    frequencies beyond the telephone's range instead of aliasing them.
    """
    if rate == RATE:
        return pcm
    sums, step = [0, *accumulate(pcm)], rate / RATE
    ends = ((int(at * step), ceil((at + 1) * step)) for at in range(int(len(pcm) / step)))
    return [(sums[end] - sums[start]) // (end - start) for start, end in ends]


def _read(file: bytes, reason: NotAudio) -> tuple[Sequence[int], int]:
    """The first channel as 16-bit samples, and its rate."""
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
    """The code of each 16-bit sample; negative samples come after the others."""
    return bytes(_code(each if each < 32_768 else each - 65_536) for each in range(65_536))


def _code(sample: int) -> int:
    """The code of a sample: sign, three bits of magnitude, four bits after the leading one; all inverted."""
    size = min(abs(sample), _CLIP) + _BIAS
    magnitude = size.bit_length() - 8
    return ~((0x80 if sample < 0 else 0) | magnitude << 4 | (size >> (magnitude + 3)) & 0x0F) & 0xFF
