"""The effects of a turn beyond speaking and listening: one module for each.

A module has the effect's step, which flows declare; the effect as plain data; its part of the record; and its changes
stored with the turn. The rendering of an effect as TwiML is registered in `ivr.adapters.twilio.render`.
"""
