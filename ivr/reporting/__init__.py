"""Reporting: dispositions of calls, KPIs of queues, the board, alerts, the audit."""
