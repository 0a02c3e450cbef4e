"""The sign-in of a company, where one is set up."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from flask import Flask
from flask.typing import ResponseReturnValue

from ivr.adapters.sql.users import Role, SqlUsers
from ivr.adapters.sql.users.audited_users import NotedUsers
from ivr.console.auth.oidc import Company, Granted
from ivr.settings import Settings

SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]
"""Of an ID token: those of the issuer's own key. One by a shared secret, or none, proves nothing."""
PATIENCE = 5
"""Seconds that the company's server may take."""


def company(app: Flask, settings: Settings, users: SqlUsers, noted: NotedUsers) -> Iterator[Company]:
    """The way in with a company's account; none where no issuer is set."""
    if not settings.oidc_issuer:
        return
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
    yield Company(
        _Pinned(provider),
        users,
        noted,
        claim=settings.oidc_claim,
        granted=dict(map(_granted, settings.oidc_roles)),
        address=f"{settings.public_url}/console/sign-in/company/back",
        wrong=(AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError),
    )


class _Pinned:
    """The provider, held to signatures by the issuer's own key, whatever its metadata offers."""

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
