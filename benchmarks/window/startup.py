"""How long from starting `newsbrief chat` to a page that can be used, against bare Gradio.

    python benchmarks/window/startup.py [--times 7] [--results FILE]

Both are processes, started in turn: `newsbrief chat` on a library of the sample articles, and
`bare.py`, a Gradio page with a textbox and a button, mounted on FastAPI and run by uvicorn
just so. A browser that has been started already opens the address as soon as it is printed.
A page can be used when its box for a question takes words and its button is there; for the
chat window, the starter questions of the library must be there too. Told are the medians in
seconds, from the start of the process to its address and to the page, and the ratio of the
latter. The first start of each warms the disk's cache and does not count.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from served import FLAGS, address_of, built, chromium, ended, started

Ready = Callable[[Page], None]


def bare() -> subprocess.Popen[str]:
    """The bare page, on a port that uvicorn takes itself."""
    return subprocess.Popen(
        [sys.executable, Path(__file__).with_name("bare.py"), "0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip


def takes_words(page: Page) -> None:
    """The box takes words, and there is a button to send them."""
    page.get_by_label("Your question").fill("Ready?")
    page.get_by_role("button", name="Ask", exact=True).wait_for()


def window_ready(page: Page) -> None:
    """The chat window can be asked, and has read its library."""
    takes_words(page)
    page.locator(".nb-starters button").first.wait_for()


def timed(
    browser: Browser, start: Callable[[], subprocess.Popen[str]], ready: Ready
) -> tuple[float, float]:
    """Seconds from the start of the process to its address, and to its page."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(120_000)
    began = time.perf_counter()
    with ended(start()) as process:
        address = address_of(process)
        answers = time.perf_counter() - began
        page.goto(address)
        ready(page)
        usable = time.perf_counter() - began
        context.close()
    return answers, usable


def main() -> None:
    """Start both in turn; print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--results", type=Path, default=Path(__file__).with_name("startup.json"))
    given = parser.parse_args()
    found: dict[str, list[tuple[float, float]]] = {"newsbrief chat": [], "bare Gradio": []}
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        library = built(Path(place) / "library")
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for _ in range(given.times + 1):
            found["newsbrief chat"].append(timed(browser, lambda: started(library), window_ready))
            found["bare Gradio"].append(timed(browser, bare, takes_words))
        browser.close()
    medians = {
        name: [statistics.median(column) for column in zip(*times[1:], strict=True)]
        for name, times in found.items()
    }
    results: dict[str, object] = {"times": given.times}
    for name, (answers, usable) in medians.items():
        results[name] = {
            "address, s": round(answers, 2),
            "usable page, s": round(usable, 2),
            "all, s": [round(one, 2) for _, one in found[name][1:]],
        }
    ratio = medians["newsbrief chat"][1] / medians["bare Gradio"][1]
    results["ratio"] = round(ratio, 2)
    print(json.dumps(results, indent=1))
    given.results.write_text(json.dumps(results, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
