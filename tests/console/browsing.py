"""The console of the real application in a real browser."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ivr.cli.web_worker import serve

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

expect.set_options(timeout=30_000)  # a busy machine is no reason to fail


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application at an address of this machine."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        serving = serve(app, listener.fileno(), threads=8, path="")
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            serving.stop()
            assert serving.ended.wait(20)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def enters(
    browser: Browser, link: str, password: str, *, size: tuple[int, int] = (1280, 900), scheme: str = "light"
) -> Page:
    """A page whose user has set a password by their link."""
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(link)
    page.get_by_label("Password").fill(password)
    page.get_by_label("The same again").fill(password)
    page.get_by_role("button", name="Set it and sign in").click()
    return page
