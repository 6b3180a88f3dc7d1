"""Pictures of the pages for the README, from invented reports: `make pictures`.

Needs a Chromium of the system, and fonts for Chinese (Debian: chromium, fonts-noto-cjk).
"""

from __future__ import annotations

import io
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from invented_archive import invented_archive

from zongjie import classify
from zongjie.pages.index import write_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "data" / "pictures"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
N_REPORTS = 600
QUALITY = 82  # of WebP: keeps each under 300 KB


class Picture(NamedTuple):
    """What to take a picture of, and how."""

    name: str
    page: Path
    size: tuple[int, int]
    scheme: str
    prepare: Callable[[Page], None] | None = None


def point_at_doubt(page: Page) -> None:
    """Show the card of the first uncertain sentence."""
    page.keyboard.press("u")


def correct(page: Page) -> None:
    """Correct a sentence, and open the choices of another."""
    page.locator("#s11").click()
    page.keyboard.press("2")
    corner = "e => { const box = e.getClientRects()[0]; return [box.x + 50, box.y + 9]; }"
    page.mouse.click(*page.locator("#s12").evaluate(corner))


def take(browser: Browser, picture: Picture) -> Path:
    """Take a picture; return where it lies."""
    from PIL import Image

    width, height = picture.size
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        device_scale_factor=1.5,
    )
    page.goto(picture.page.as_uri())
    if picture.prepare:
        picture.prepare(page)
    page.wait_for_timeout(400)  # the card fades, the outline follows
    shot = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    path = TARGET / f"{picture.name}.webp"
    shot.convert("RGB").save(path, quality=QUALITY, method=6)
    return path


def main() -> int:
    """Make all pictures; return the exit status."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        print("no Chromium: apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        return 1
    TARGET.mkdir(exist_ok=True)
    with (ROOT / "data" / "reports.jsonl").open(encoding="utf-8") as lines:
        text = json.loads(next(lines))["text"]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        report = Path(folder) / "report.html"
        report.write_text(classify(text).to_html(file="创卫/总结.docx"), encoding="utf-8")
        index = write_pages(invented_archive(N_REPORTS), Path(folder) / "archive")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for picture in (
            Picture("page", report, (1280, 860), "light", point_at_doubt),
            Picture("page-dark", report, (1280, 860), "dark", correct),
            Picture("page-phone", report, (390, 844), "light"),
            Picture("index", index, (1280, 860), "light"),
            Picture("index-dark", index, (1280, 860), "dark"),
        ):
            path = take(browser, picture)
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
