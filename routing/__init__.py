"""Call routing: which queue gets a call. Independent of flows, Twilio and HTTP."""
