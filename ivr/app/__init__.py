"""The composition: builds the parts from the settings, and the applications of the servers from them."""
