"""Understanding speech by the phrases of the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass

from prompts import hearing
from prompts.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class CatalogueEars:
    """Matches what was said with what the catalogue lists for each prompt."""

    catalogue: Catalogue

    def choose(self, speech: str, prompts: Sequence[str], language: str) -> str | None:
        """The prompt that was meant, or None."""
        return hearing.choose(speech, {prompt: self.catalogue.phrases(prompt, language) for prompt in prompts})

    def code(self, speech: str, language: str) -> str:
        """The letters and digits that were said."""
        return hearing.spoken_code(speech, language)
