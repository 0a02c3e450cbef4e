"""Signing in: by password, a one-time link, a second factor, or an account of the company (OpenID Connect)."""
