"""The history: every figure over days, weeks and months, compared, taken apart, as pages and files."""
