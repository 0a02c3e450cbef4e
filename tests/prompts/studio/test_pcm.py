"""Recordings in other formats, converted to the telephone's."""

import io
import math
import struct
import wave
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.studio.pcm import mulaw, telephone
from prompts.studio.wav import NotAudio, wav


def pcm(values: list[int], *, rate: int = 16_000, channels: int = 1, width: int = 2) -> bytes:
    """A WAV file of 16-bit values, in another width where that is wanted."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((channels, width, rate, 0, "NONE", ""))
        out.writeframes(b"".join(_bytes(each, width) for each in values for _ in range(channels)))
    return file.getvalue()


def _bytes(value: int, width: int) -> bytes:
    return bytes([(value >> 8) + 128]) if width == 1 else bytes(width - 2) + struct.pack("<h", value)


def heard(code: int) -> int:
    """The sample that a telephone decodes from a mu-law code (ITU-T G.711)."""
    code = ~code & 0xFF
    size = (((code & 0x0F) << 3) + 132 << (code >> 4 & 7)) - 132
    return -size if code & 0x80 else size


@given(st.integers(-32_768, 32_767))
def test_a_sample_is_heard_as_it_was_within_half_a_step(sample: int) -> None:
    (code,) = mulaw([sample])
    assert abs(heard(code) - sample) <= (abs(sample) + 132) / 32  # sixteen steps a doubling


@pytest.mark.parametrize(("code", "sample"), [(0xFF, 0), (0x00, -32_124), (0x80, 32_124)])
def test_silence_and_the_loudest_have_the_codes_of_the_standard(code: int, sample: int) -> None:
    assert mulaw([sample]) == bytes([code])


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize(("width", "channels"), [(1, 1), (2, 1), (2, 2), (3, 1), (4, 2)])
def test_a_tone_keeps_its_length_and_its_pitch(rate: int, width: int, channels: int) -> None:
    tone = [round(20_000 * math.sin(2 * math.pi * 500 * at / rate)) for at in range(rate // 2)]
    found = [heard(code) for code in telephone(pcm(tone, rate=rate, width=width, channels=channels))]
    assert len(found) == pytest.approx(4_000, abs=1)
    crossings = sum(first < 0 <= second for first, second in pairwise(found))
    assert crossings == pytest.approx(250, abs=2)


def test_what_is_of_the_telephone_already_is_kept_as_it_is() -> None:
    assert telephone(wav(b"\x01\x02\x03")) == b"\x01\x02\x03"


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"ID3 an MP3", "there is no RIFF WAVE header"),
        (pcm([0] * 10, rate=4_000), "4000 samples a second"),
        (pcm([]), "0 bytes"),
        (pcm([0] * 8_000 * 61, rate=8_000), "lasts 61 seconds, where 60 are the most"),
    ],
)
def test_what_is_none_is_refused_with_the_reason(file: bytes, reason: str) -> None:
    with pytest.raises(NotAudio, match=reason):
        telephone(file)
