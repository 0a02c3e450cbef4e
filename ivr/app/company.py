"""Sign-in with company accounts (OpenID Connect), if configured."""

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import structlog
from flask import Flask
from flask.typing import ResponseReturnValue

from ivr.accounts import Role
from ivr.adapters.telemetry.logs import LogThrottle
from ivr.console.ports.users import CompanySignIn, Granted
from ivr.settings import Settings

log = structlog.get_logger()

SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Signature algorithms accepted for ID tokens: asymmetric ones only, since others do not prove the issuer."""
PATIENCE = 5
"""Timeout of the company's server in seconds."""


def company_sign_in(app: Flask, settings: Settings, address: str) -> CompanySignIn | None:
    """The sign-in with company accounts, for a console at `address`; None if no issuer is configured."""
    if not settings.oidc_issuer:
        return None
    from authlib.common.errors import AuthlibBaseError
    from authlib.integrations.flask_client import OAuth
    from joserfc.errors import JoseError
    from requests import RequestException

    provider = OAuth(app).register(
        "company",
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )
    return CompanySignIn(
        _Pinned(provider),
        claim=settings.oidc_claim,
        granted=dict(map(_granted, settings.oidc_roles)),
        return_address=f"{address}/console/sign-in/company/back",
        errors=(AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError),
        failed=partial(_log_failure, LogThrottle()),
    )


def _log_failure(seldom: LogThrottle, error: Exception) -> None:
    """Log a failure at a limited rate, since anybody can cause failures with wrong codes."""
    if times := seldom.cases("failed"):
        log.warning("a sign-in by the company failed", cause=type(error).__name__, times=times)


class _Pinned:
    """A provider that accepts only signatures by the issuer's own key, regardless of the algorithms in its metadata."""

    def __init__(self, provider: Any) -> None:
        self._provider = provider

    def authorize_redirect(self, redirect_uri: str) -> ResponseReturnValue:
        found: ResponseReturnValue = self._provider.authorize_redirect(redirect_uri)
        return found

    def authorize_access_token(self) -> Mapping[str, Any]:
        self._provider.load_server_metadata()
        self._provider.server_metadata["id_token_signing_alg_values_supported"] = SIGNATURES
        found: Mapping[str, Any] = self._provider.authorize_access_token()
        return found


def _granted(text: str) -> tuple[str, Granted]:
    value, _, role = text.rpartition("=")
    name, _, vendor = role.partition(":")
    return value.strip(), (cast(Role, name), vendor)
