"""Forecasts of calls, the people that they need, launches, and what-if scenarios."""
