"""The sources of orders: how they are doing, and the pages that connect one."""
