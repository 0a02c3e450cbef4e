"""AfterShip's tracking API."""
