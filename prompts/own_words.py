"""The shop's own words, such as an announcement, in parts that are said one after the other.

A text from outside is cut at LONGEST_TEXT when it is spoken; what the shop itself wrote is said whole.
"""

import re
import textwrap

from prompts.amounts import LONGEST_TEXT

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*")


def own_words(text: str) -> tuple[str, ...]:
    """The text in parts of LONGEST_TEXT characters at most, between sentences where that is possible."""
    parts = [""]
    for sentence in filter(None, _SENTENCE_END.split(" ".join(text.split()))):
        for piece in textwrap.wrap(sentence, LONGEST_TEXT):
            together = f"{parts[-1]} {piece}".strip()
            if len(together) <= LONGEST_TEXT:
                parts[-1] = together
            else:
                parts.append(piece)
    return tuple(filter(None, parts))
