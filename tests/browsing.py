"""A real browser for tests of pages, and someone who reads in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Locator, Page, ViewportSize

ROOM: ViewportSize = {"width": 1280, "height": 800}
FLAGS = [
    *["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    *["--disable-component-update", "--disable-sync"],
]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    home = tmp_path_factory.mktemp("browser")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium here")
    with sync_api.sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            home / "profile",
            executable_path=chromium,
            headless=True,
            args=FLAGS,
            chromium_sandbox=False,
            viewport=ROOM,
            env={**os.environ, "HOME": str(home)},
        )
        context.set_default_timeout(10_000)
        yield context
        context.close()


class Reader:
    """Someone who has a page open, one after the other, and what the browser noticed of each."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.file = Path()
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        page.on("request", lambda request: self.requests.append(request.url))

    def take(self, file: Path) -> None:
        """Sit down before an empty page, with nothing in the hands."""
        for key in ("Control", "Shift"):
            self.page.keyboard.up(key)
        self.page.mouse.up()
        self.page.mouse.move(0, 0)
        self.page.emulate_media(media="screen")
        self.page.set_viewport_size(ROOM)
        self.page.goto("about:blank")
        self.file = file
        self.complaints.clear()
        self.requests.clear()

    def open(self, text: str, fragment: str = "") -> Page:
        self.file.write_text(text, "utf-8")
        self.page.goto(self.file.as_uri() + fragment)
        self.page.wait_for_selector("body.live")
        return self.page


@pytest.fixture(scope="session")
def _someone(browser: BrowserContext) -> Reader:
    """One window for all: each new one takes as long as the page in it."""
    return Reader(browser.pages[0])


@pytest.fixture
def reader(_someone: Reader, tmp_path: Path) -> Iterator[Reader]:
    _someone.take(tmp_path / "map.html")
    yield _someone
    assert _someone.complaints == []
    assert {url.partition("#")[0] for url in _someone.requests} <= {_someone.file.as_uri()}


def step(page: Page, id_: str) -> Locator:
    return page.locator(f'.steps [data-step="{id_}"]')


def line(page: Page, id_: str) -> Locator:
    return page.locator(f'.edge[data-flow="{id_}"]')


def lit(page: Page) -> list[str]:
    """The steps that do not stand back, those that end a case left out."""
    steps = page.locator(".step[role=button]:not(.pale)").all()
    return [each.get_attribute("data-step") or "" for each in steps]


def shown_rows(page: Page) -> list[str]:
    return page.locator("tr[data-crack]:visible .rule").all_text_contents()


def wait_until_drawn(page: Page, scale: str) -> None:
    """Wait until the map is drawn in this scale."""
    page.wait_for_function(
        "s => document.getElementById('view').getAttribute('transform').endsWith(`scale(${s})`)",
        arg=scale,
    )
