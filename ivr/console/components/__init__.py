"""All that pages are made of, on one page, for whoever builds the next."""
