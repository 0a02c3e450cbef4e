"""How often something may be tried, asked for or sent."""
