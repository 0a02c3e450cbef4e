"""Where a call goes. Knows nothing of flows, Twilio or HTTP."""
