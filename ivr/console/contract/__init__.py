"""What a vendor was promised and given: for the vendor's own people."""
