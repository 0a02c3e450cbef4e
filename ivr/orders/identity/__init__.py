"""The caller's identity: caller id, attestation, and verification before an order is told."""
