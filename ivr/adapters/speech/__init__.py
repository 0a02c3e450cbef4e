"""Speech of calls: the voice of each brand, recordings that can be played, sentences to be recorded."""
