"""The desk: where agents sign in, take calls with the caller's story before them, and write what came of them."""
