"""Following in a real browser: a topic and a feed are followed, looked at, and given up again."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from assistant import Assistant
from assistant.following.rhythm import read_rhythm
from assistant.following.running import Following
from assistant.following.types import Topic
from tests.browser.test_accessibility import SOUND
from tests.browser.window import Opened, Serving, sideways, tab
from tests.integration.following import AGROUND, Clock, opened, until

pytestmark = pytest.mark.browser


@pytest.fixture
def library(tmp_path: Path) -> Assistant:
    """A library where a topic was briefed on two days ago, and could not be delivered; a feed is
    due."""
    assistant = opened(tmp_path / "library")
    assistant.add(AGROUND)
    following = Following(assistant, Clock(datetime.now(UTC) - timedelta(days=2)))
    topic = Topic("The ferry off Larnholm", to=("mailto:desk@news.example",))
    following.run_now(following.follow_topic(topic, read_rhythm("7d")).id)
    following.follow_feed("http://127.0.0.1:9/feed", read_rhythm("hour"))
    return assistant


def looked_at(page: Page) -> None:
    """Open what is followed."""
    tab(page, "Brief")
    page.locator(".nb-followed summary").click()
    page.locator(".nb-followed li").first.wait_for()


def test_a_topic_and_a_feed_are_followed_and_given_up(
    library: Assistant, visit: Opened, serving: Serving
) -> None:
    """What became of it is there, its briefing a click away; stopping takes a second click, and
    what is no address of a feed is refused in words. Sound for a screen reader, and not too wide,
    on a phone in the dark too."""
    with library, serving(library) as at:
        page = visit(at=at)
        until(lambda: library.following.followed()[1].runs)  # the server runs what is due
        looked_at(page)
        expect(page.locator(".nb-followed li").nth(1)).to_contain_text("is no public address")
        row = page.locator(".nb-followed li").first
        expect(row).to_contain_text("First briefing, on 1 article.")
        expect(row).to_contain_text(
            "Not delivered to desk@news.example, tried again later: no mail"
        )

        page.get_by_label("Follow", exact=True).fill("http://")
        page.get_by_role("button", name="Follow", exact=True).click()
        expect(page.locator(".nb-followed .nb-status")).to_contain_text("is no address of a feed")
        page.get_by_label("Follow", exact=True).fill("http://127.0.0.1:9/other")
        page.get_by_label("How often").select_option("Every hour")
        expect(page.get_by_label("At", exact=True)).to_be_hidden()
        page.get_by_role("button", name="Follow", exact=True).click()
        expect(page.locator(".nb-followed summary")).to_have_text("Following (3)")
        page.get_by_label("Follow", exact=True).fill("Tug boats")
        page.get_by_label("How often").select_option("On weekdays")
        page.get_by_label("At", exact=True).fill("06:45")
        page.keyboard.press("Enter")
        expect(page.locator(".nb-followed li").last).to_contain_text("every weekday at 06:45")
        _stopped(page, "Tug boats")

        page.evaluate(AXE_SCRIPT)
        page.get_by_role("button", name=re.compile("^Stop following: The ferry")).click()
        for width, scheme in ((1440, ""), (360, "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(
                "scheme => document.body.classList.toggle('dark', Boolean(scheme))", scheme
            )
            page.wait_for_timeout(250)
            assert page.evaluate(SOUND) == []
            assert sideways(page, ".nb-brief, .nb-followed, .nb-follow, .nb-followed ul") == []
        page.get_by_role("button", name=re.compile("^Keep following: The ferry")).click()
        page.get_by_role("button", name=re.compile("^Open the briefing of")).click()
        expect(page.locator(".nb-headline")).to_have_text("Ferry aground")
        page.context.close()
        kinds = [one.schedule.kind for one in library.following.followed()]
        assert kinds == ["topic", "feed", "feed"]


def _stopped(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Stop following: {name}").click()
    page.get_by_role("button", name=f"Really stop following: {name}").click()
    expect(page.locator(".nb-followed summary")).to_have_text("Following (3)")
    expect(page.locator(".nb-followed .nb-status")).to_contain_text(f"No longer following {name}")
