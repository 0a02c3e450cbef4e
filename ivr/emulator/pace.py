"""How long speech and audio take, in seconds: nothing here makes sound."""

SECONDS_A_WORD = 0.4
AUDIO_SECONDS = 5.0
RING_SECONDS = 3.0
MULAW_BYTES_A_SECOND = 8000


def speaking(words: str) -> float:
    """Seconds at 150 words a minute."""
    return SECONDS_A_WORD * len(words.split())


def playing(content_length: int) -> float:
    return content_length / MULAW_BYTES_A_SECOND if content_length else AUDIO_SECONDS
