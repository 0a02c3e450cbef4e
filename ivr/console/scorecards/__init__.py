"""The scorecards of vendors: figures against targets, shares against contracts, disputes."""
