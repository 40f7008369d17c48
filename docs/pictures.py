"""Take the README's picture: the chat window on the sample articles, in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
COMMAND = Path(sys.executable).with_name("newsbrief")
QUESTION = "How many people died when the ferry ran aground?"


def main() -> int:
    """Write docs/chat.png; needs Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("the picture needs Chromium: apt install chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "samples"
        add = [COMMAND, "--library", library, "add", ROOT / "seeds" / "articles"]
        subprocess.run(add, check=True, capture_output=True)
        chat = subprocess.Popen(
            [COMMAND, "--library", library, "chat", "--port", "0"],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert chat.stderr is not None
            lines = iter(chat.stderr.readline, "")
            address = next(match[0] for line in lines if (match := re.search(r"http://\S+", line)))
            _take(chromium, address, ROOT / "docs" / "chat.png")
        finally:
            chat.terminate()
            chat.wait()
    return 0


def _take(chromium: str, address: str, picture: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
        page.goto(address)
        page.get_by_label("Your question").fill(QUESTION)
        page.get_by_role("button", name="Ask", exact=True).click()
        page.locator(".nb-chip").first.click(timeout=60_000)
        page.locator(".nb-text mark").first.wait_for()
        page.mouse.move(5, 5)
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
