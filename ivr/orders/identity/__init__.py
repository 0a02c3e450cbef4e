"""Who is calling: caller id, attestation, and the verification of callers before an order is told."""
