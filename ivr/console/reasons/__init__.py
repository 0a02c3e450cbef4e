"""Why people call: what is unusual, every reason, and what is done about one."""
