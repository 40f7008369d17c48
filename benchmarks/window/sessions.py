"""How long an answer takes for ten people at once, and how much longer while articles come in.

    python benchmarks/window/sessions.py [--sessions 10] [--seconds 60] [--articles 200]
                                         [--every 5] [--results FILE]

`newsbrief chat` runs in a process of its own on a library made of the sample articles in a
temporary folder. Each session is a browser of its own to the window (a Chromium context), and
asks a sample question every five seconds, twelve to a conversation. First so for a minute; then
again while another page adds generated articles of about 600 words, no two alike, as one ZIP
file through the window, until both the minute and the adding are over. The time of an answer
is counted in the page itself, from sending it to the whole answer on screen. A session that
is still waiting when its next question is due asks it as soon as it can; how many did so is
told. Printed and written are medians and 95th percentiles in milliseconds, what went wrong,
and the ratio of the 95th percentiles.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import statistics
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from served import FLAGS, built, chromium, served

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "adding"))
from run import article, sample_chain

from assistant.samples import seeds_folder

# Asks when it is told to, and says how long it took; all within the page, so that ten pages
# that are watched from one script are not slowed down by the watching.
ASKING = """(questions, every, until) => {
  const told = {times: [], errors: [], late: 0, done: false};
  window.asking = told;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const box = document.querySelector(".nb-composer textarea");
  const send = document.querySelector(".nb-composer .nb-primary");
  const whole = () => send.textContent === "Ask";
  const fresh = [...document.querySelectorAll(".nb-composer button")]
    .find((one) => one.textContent === "New conversation");
  const begin = async () => {
    if (document.querySelector(".nb-turn")) fresh.click();
    for (let at = 0; at < 200 && document.querySelector(".nb-turn"); at += 1) await pause(50);
  };
  const answered = (turns) => new Promise((done) => {
    const seen = () => whole() && document.querySelectorAll(".nb-turn").length > turns;
    if (seen()) return done(true);
    const over = setTimeout(() => { watch.disconnect(); done(false); }, 60000);
    const watch = new MutationObserver(() => {
      if (!seen()) return;
      clearTimeout(over);
      watch.disconnect();
      done(true);
    });
    const told = {childList: true, subtree: true, characterData: true};
    watch.observe(document.querySelector(".nb-ask"), told);
  });
  (async () => {
    for (let at = 0; performance.now() < until() || at === 0; at += 1) {
      if (at % 12 === 0) await begin();  // so that both runs have conversations of the same length
      const began = performance.now();
      const turns = document.querySelectorAll(".nb-turn").length;
      box.value = questions[at % questions.length];
      send.click();
      const came = await answered(turns);
      const took = performance.now() - began;
      const last = document.querySelector(".nb-turn:last-child");
      const wrong = last?.querySelector(".nb-warn");
      if (!came) {
        told.errors.push(`no answer within a minute: ${last?.innerText}`);
        break;
      }
      if (wrong && !wrong.closest(".nb-apart")) told.errors.push(wrong.textContent);
      else told.times.push(took);
      if (took > every) told.late += 1;
      await pause(Math.max(0, every - took));
    }
    told.done = true;
  })().catch((error) => { told.errors.push(String(error)); told.done = true; });
}"""


@dataclass
class Run:
    """What all sessions met in one run."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    late: int = 0

    def told(self) -> dict[str, object]:
        """Medians and percentiles in milliseconds, and what went wrong."""
        return {
            "answers": len(self.times),
            "p50 ms": round(statistics.median(self.times)),
            "p95 ms": round(self.p95()),
            "asked late": self.late,
            "errors": len(self.errors),
        }

    def p95(self) -> float:
        """The 95th percentile."""
        return statistics.quantiles(self.times, n=20, method="inclusive")[-1]


def questions() -> list[str]:
    """The sample questions that stand alone."""
    lines = (seeds_folder() / "questions.jsonl").read_text("utf-8").splitlines()
    return [row["question"] for row in map(json.loads, lines) if row["kind"] != "followup"]


def generated(number: int) -> bytes:
    """A ZIP file of that many articles, made of words that follow each other in the samples."""
    choice = random.Random(7)
    chain = sample_chain()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for at in range(number):
            archive.writestr(f"{at:05}.txt", article(choice, chain))
    return packed.getvalue()


def opened(browser: Browser, address: str, problems: list[str]) -> Page:
    """A new visitor's page, ready to be asked; what its scripts complain of is noted."""
    context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address)
    page.locator(".nb-starters button").first.wait_for()
    return page


def asking(pages: list[Page], every: float, seconds: float, adding: Page | None = None) -> Run:
    """All pages ask for so long, and until the adding page has its report."""
    pool = questions()
    for at, page in enumerate(pages):
        mine = random.Random(at).sample(pool, len(pool))
        page.evaluate(
            f"([questions, every]) => {{ window.open_until = Infinity; "
            f"({ASKING})(questions, every, () => window.open_until); }}",
            [mine, every * 1000],
        )
        time.sleep(every / len(pages))  # ten people do not ask in the same instant
    ends = time.monotonic() + seconds
    while time.monotonic() < ends or (adding and not adding.locator(".nb-report").count()):
        time.sleep(0.5)
    found = Run()
    for page in pages:
        page.evaluate("window.open_until = 0")
    for page in pages:
        page.wait_for_function("window.asking.done", timeout=120_000)
        told = page.evaluate("window.asking")
        found.times += told["times"]
        found.errors += told["errors"]
        found.late += told["late"]
    return found


def main() -> None:
    """Ask without, then while adding; print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument("--results", type=Path, default=Path(__file__).with_name("sessions.json"))
    given = parser.parse_args()
    packed = generated(given.articles)
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        library = built(Path(place) / "library")
        with served(library) as address:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            pages = [opened(browser, address, problems) for _ in range(given.sessions)]
            asking(pages, given.every, 0)  # every page has asked once: nothing is cold
            without = asking(pages, given.every, given.seconds)
            adder = opened(browser, address, problems)
            began = time.monotonic()
            adder.locator(".nb-incoming input[type=file]").set_input_files(
                [{"name": "articles.zip", "mimeType": "application/zip", "buffer": packed}]
            )
            during = asking(pages, given.every, given.seconds, adder)
            took = time.monotonic() - began
            report = adder.locator(".nb-report .nb-outcome").first.inner_text()
            browser.close()
    found = {
        "sessions": given.sessions,
        "articles added": given.articles,
        "adding and asking, s": round(took),
        "report of the adding": report,
        "without adding": without.told(),
        "while adding": during.told(),
        "errors of scripts": len(problems),
        "ratio of 95th percentiles": round(during.p95() / without.p95(), 2),
    }
    print(json.dumps(found, indent=1))
    for line in {*without.errors, *during.errors, *problems}:
        print(f"wrong: {line}", file=sys.stderr)
    given.results.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
