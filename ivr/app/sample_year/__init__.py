"""A generated year of calls, for trials, demonstrations and benches: plausible figures, nobody's data."""
