"""The board: the figures of every queue, vendor and language, now and today."""
