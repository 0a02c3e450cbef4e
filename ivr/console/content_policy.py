"""The Content-Security-Policy of pages."""


def content_policy(*, connects: tuple[str, ...] = ()) -> str:
    """The policy of a page. A telephone in the browser also `connects` to other origins, and plays voices."""
    origins = " ".join(("'self'", *connects))
    voices = "media-src 'self' mediastream:; " if connects else ""
    return (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src {origins}; {voices}frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
        "object-src 'none'"
    )
