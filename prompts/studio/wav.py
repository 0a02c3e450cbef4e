"""Reads and writes telephone audio files: WAV with 8-bit mu-law, 8,000 samples a second, one channel.

RFC 2361 defines the number of the format; a format other than PCM has an extension size and a `fact` chunk.
"""

import struct
from collections.abc import Iterator

RATE = 8000
"""Samples, and bytes, a second."""
HEADER = 58
"""Bytes before the first sample."""

_MULAW = 7
_FORMAT = struct.pack("<HHIIHHH", _MULAW, 1, RATE, RATE, 1, 8, 0)


class NotAudio(Exception):
    """A file is not a mu-law WAV of telephone audio; the message gives the reason."""


def wav(samples: bytes) -> bytes:
    """A WAV file of mu-law samples."""
    padding = b"\0" * (len(samples) % 2)
    size = HEADER - 8 + len(samples) + len(padding)
    head = struct.pack("<4sI4s", b"RIFF", size, b"WAVE") + struct.pack("<4sI", b"fmt ", len(_FORMAT)) + _FORMAT
    fact = struct.pack("<4sII", b"fact", 4, len(samples))
    return head + fact + struct.pack("<4sI", b"data", len(samples)) + samples + padding


def samples(file: bytes) -> bytes:
    """The mu-law samples of an external file. Raises NotAudio."""
    if file[:4] != b"RIFF" or file[8:12] != b"WAVE":
        raise NotAudio("there is no RIFF WAVE header")
    chunks = dict(_chunks(file))
    kind, channels, rate = struct.unpack_from("<HHI", chunks.get(b"fmt ", b"").ljust(8, b"\0"))
    if (kind, channels, rate) != (_MULAW, 1, RATE):
        raise NotAudio(f"format {kind}, {channels} channels, {rate} samples a second")
    if not chunks.get(b"data"):
        raise NotAudio("there are no samples")
    return chunks[b"data"]


def _chunks(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The name and content of each chunk; a chunk longer than the file ends with the file."""
    at = 12
    while at + 8 <= len(file):
        name, size = struct.unpack_from("<4sI", file, at)
        yield name, file[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
