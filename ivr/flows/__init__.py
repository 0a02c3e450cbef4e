"""The conversations of the line."""

from ivr.engine.flow import Flows
from ivr.flows.after_sale import loyalty, refund
from ivr.flows.agent_survey import agent_survey
from ivr.flows.call_back_at import call_back_at
from ivr.flows.callback import callback
from ivr.flows.cancel_order import cancel_order
from ivr.flows.change_address import change_address
from ivr.flows.delivery_help import delivery_help
from ivr.flows.find_order import find_order
from ivr.flows.hand_off import hand_off
from ivr.flows.invoice import invoice
from ivr.flows.issue import issue
from ivr.flows.main_line import main_line
from ivr.flows.missing_points import missing_points
from ivr.flows.outbound_callback import called_back
from ivr.flows.returns import returns
from ivr.flows.store_info import store_info
from ivr.flows.survey import survey

EVERY_FLOW = (
    *(main_line, find_order, refund, returns, loyalty, hand_off, issue, callback, called_back),
    *(cancel_order, change_address, missing_points, invoice, call_back_at, store_info, delivery_help, survey),
    agent_survey,
)
FLOWS = Flows(*EVERY_FLOW, start="main_line", person="hand_off", done="survey", others=("called_back",))
