"""The file that telephones play, parsed by an independent implementation of the format."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.studio import wav


def test_the_header_has_58_bytes_and_says_mulaw_8_khz_mono():
    file = wav.wav(b"\xff" * 1600)
    riff, size, wave, fmt, length, *form = struct.unpack_from("<4sI4s4sIHHIIHHH", file)
    assert (riff, size, wave, fmt, length) == (b"RIFF", len(file) - 8, b"WAVE", b"fmt ", 18)
    assert form == [7, 1, 8000, 8000, 1, 8, 0]
    assert struct.unpack_from("<4sII4sI", file, 38) == (b"fact", 4, 1600, b"data", 1600)
    assert file[58:] == b"\xff" * 1600


@given(st.binary(min_size=1, max_size=99))
def test_samples_survive_the_file_and_its_length_is_even(samples):
    file = wav.wav(samples)
    assert wav.samples(file) == samples
    assert len(file) % 2 == 0


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"ID3 what is no WAV at all",
        wav.wav(b"12")[:30],
        wav.wav(b""),
        wav.wav(b"12").replace(struct.pack("<HHI", 7, 1, 8000), struct.pack("<HHI", 7, 1, 24000)),
        wav.wav(b"12").replace(struct.pack("<HHI", 7, 1, 8000), struct.pack("<HHI", 1, 1, 8000)),
    ],
)
def test_what_a_telephone_cannot_play_is_refused(file):
    with pytest.raises(wav.NotAudio):
        wav.samples(file)


@given(st.binary(max_size=200))
def test_whatever_is_read_either_has_samples_or_is_refused(rest):
    with suppress(wav.NotAudio):
        assert wav.samples(b"RIFF\0\0\0\0WAVE" + rest)
