"""The live map: every call on the graph of the flows."""
