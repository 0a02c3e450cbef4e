"""The work list: messages, callbacks, requests and missed calls, and who sees to each."""
