"""A headless Chromium for the tests of pages; they are skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A Chromium of the system, driven by Playwright."""
    api = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright")
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[[Path], Page]]:
    """Opens pages from the disk; a word on the console or a call to the network is a failure."""
    size: ViewportSize = {"width": 1280, "height": 800}
    context = chromium.new_context(viewport=size, accept_downloads=True, reduced_motion="reduce")
    said: list[str] = []

    def request(url: str) -> None:
        if not url.startswith(("file:", "blob:")):
            said.append(url)

    def open_one(path: Path) -> Page:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.on("request", lambda found: request(found.url))
        page.goto(path.as_uri())
        return page

    yield open_one
    context.close()
    assert said == []
