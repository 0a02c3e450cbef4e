"""The conversations of the line."""

from ivr.engine.flow import Flows
from ivr.flows.after_sale import loyalty, refund, returns
from ivr.flows.callback import callback
from ivr.flows.find_order import find_order
from ivr.flows.hand_off import hand_off
from ivr.flows.issue import issue
from ivr.flows.main_line import main_line
from ivr.flows.outbound_callback import called_back

FLOWS = Flows(
    *(main_line, find_order, refund, returns, loyalty, hand_off, issue, callback, called_back),
    start="main_line",
    person="hand_off",
    done="main_line.farewell",
    others=("called_back",),
)
