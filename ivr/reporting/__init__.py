"""What happened, in figures: how calls went, what each queue was offered and gave, what is worth an alarm."""
