"""EasyPost's tracking API."""
