"""What a turn of this line does beyond speaking and listening: one module an effect.

Each holds the effect's step, which flows declare; the effect as plain data; what it writes into the record; and what it
changes with the turn. How an effect is written in TwiML is registered in `ivr.adapters.twilio.render`.
"""
