"""`make bench`: the line beside its floor, in one run on one machine, and whether it keeps its budgets."""
