"""The library's pane in a real browser: what is ticked counts, what is added comes in."""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from assistant import AddReport, Article, ArticleFilter, Assistant, Story
from tests.browser.window import Opened, OwnWindow, Serving, answer, ask, flat, tab
from tests.integration.page_server import serving as page_serving

pytestmark = pytest.mark.browser

_STRIKES = (
    "<script>window.struck=1</script>", "<img src=x onerror=window.struck=2>",
    "${window.struck=3}", "{{window.struck=4}}", "[x](javascript:window.struck=5)",
)  # fmt: skip


def ferry(publisher: str, day: str, dead: str) -> Article:
    """An article of one story, by a publisher, on a day, with a figure of its own."""
    return Article(
        title=f"Ferry Orsolya sinks off Tamsin, {dead} dead",
        publisher=publisher,
        published=date.fromisoformat(day),
        text=f"The ferry Orsolya sank off the island of Tamsin on Monday. {publisher} counts "
        f"{dead} dead passengers of the ferry Orsolya. Divers searched the wreck of the Orsolya "
        f"off Tamsin for more passengers, the coast guard told {publisher}.",
    )


def vote(publisher: str, day: str, share: str) -> Article:
    """An article of another story."""
    return Article(
        title=f"Mayor Brandt wins Lindholm vote with {share} percent",
        publisher=publisher,
        published=date.fromisoformat(day),
        text=f"Mayor Elsa Brandt won the vote in Lindholm with {share} percent. {publisher} "
        f"reports that turnout in Lindholm was high. Brandt thanked the voters of Lindholm in the "
        "town hall after the vote.",
    )


FERRY = (
    ferry("Harbour Wire", "2024-05-06", "seven"),
    ferry("Coast Courier", "2024-05-07", "nine"),
    ferry("Island Echo", "2024-05-09", "eleven"),
)
VOTE = (vote("Lindholm Ledger", "2024-06-02", "52"), vote("Harbour Wire", "2024-06-03", "53"))
ALONE = Article(
    title=f"Quokka census {' '.join(_STRIKES)}",
    publisher=f"Rottnest {_STRIKES[1]} Post",
    text="Keepers counted 4,711 quokkas on Rottnest.",
)


class Near(Assistant):
    """An assistant that may fetch from this machine."""

    def add(self, *sources: object, **given: object) -> AddReport:
        """As ever, but private addresses too."""
        return super().add(*sources, **{**given, "allow_private": True})  # type: ignore[arg-type]


class Slow(Assistant):
    """An assistant that is late with the stories of one publisher alone; `asked` has the number of
    publishers each time that stories of some were asked for."""

    def __init__(self, library: Path) -> None:
        super().__init__(library)
        self.late, self.asked = Event(), list[int]()

    def stories(self, filter: ArticleFilter | None = None) -> list[Story]:
        """As ever, but late."""
        found = super().stories(filter)
        if filter and filter.publishers:
            self.asked.append(len(filter.publishers))
            if len(filter.publishers) == 1:
                self.late.wait(20)
        return found


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A library with two stories and one article in none; only read by the tests."""
    with Assistant(tmp_path_factory.mktemp("pane") / "library") as opened:
        opened.add(*FERRY, *VOTE, ALONE)
        assert [len(story.article_ids) for story in opened.stories()] == [2, 3]
        yield opened


@pytest.fixture(scope="module")
def at(own: Assistant, serving: Serving) -> Iterator[str]:
    """Where that library is served."""
    with serving(own) as address:
        yield address


@pytest.fixture
def empty(tmp_path: Path, own_window: OwnWindow) -> tuple[Assistant, Page]:
    """An empty library of the test's own, and its window."""
    assistant = Near(tmp_path / "library")
    return assistant, own_window(assistant)


def tick(page: Page, words: str) -> Locator:
    """The tick of the story or article with these words in its title."""
    return page.get_by_role("checkbox", name=re.compile(re.escape(words)))


def unfold(page: Page, words: str) -> Locator:
    """What opens the story with these words in its title."""
    return page.locator("[data-story]").filter(has_text=words)


def chips(page: Page, pane: str = ".nb-ask") -> list[str]:
    """What the chips of a pane say counts."""
    told = page.locator(f"{pane} .nb-scoped .nb-pill bdi").all_inner_texts()
    return [words.strip() for words in told]


def publishers_of(page: Page) -> set[str]:
    """The publishers that the last answer cites; the table of what differs may cite more."""
    labels = (
        page.locator(".nb-turn")
        .last.locator(".nb-answer .nb-chip")
        .evaluate_all("nodes => nodes.map((node) => node.dataset.label)")
    )
    return {label.split(" · ")[0] for label in labels}


def drop(page: Page, *files: tuple[str, bytes]) -> None:
    """Choose files, as the window for it would."""
    sent: list[FilePayload] = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        for name, content in files
    ]
    page.locator(".nb-incoming input[type=file]").set_input_files(sent)


def paste(page: Page, words: str, **fields: str) -> None:
    """Paste words into the window for it, and add them."""
    page.locator(".nb-incoming").get_by_role("button", name="Paste links or text").click()
    page.get_by_role("textbox", name="Links or text").fill(words)
    for label, value in fields.items():
        page.locator(".nb-dialog").get_by_label(label.capitalize(), exact=True).fill(value)
    page.locator(".nb-dialog").get_by_role("button", name="Add").click()


def report(page: Page) -> Locator:
    """What became of the last thing that was added."""
    found = page.locator(".nb-report").first
    found.wait_for(timeout=60_000)
    return found


def test_stories_come_with_their_counts_and_are_found(visit: Opened, at: str) -> None:
    """A story says how many articles and publishers it has and its days; opened, it lists them;
    a search finds titles and publishers, in stories and outside them."""
    page = visit(at=at)
    story = unfold(page, "Ferry Orsolya")
    expect(story).to_contain_text("6–9 May 2024 · 3 articles · 3 publishers")
    expect(story).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".nb-stories [data-id]")).to_have_count(0)
    story.click()
    expect(page.locator(".nb-stories [data-id]")).to_have_count(3)
    expect(page.locator(".nb-articles [data-id]")).to_have_count(1)
    page.locator(".nb-stories [data-id]").nth(1).click()
    expect(page.locator(".nb-evidence .nb-text")).to_contain_text("Coast Courier counts nine")
    search = page.get_by_label("Find a story or an article")
    for words, stories, articles in (("brandt", 1, 2), ("island ECHO", 0, 1)):
        search.fill(words)
        expect(page.locator(".nb-stories > li")).to_have_count(stories)
        expect(page.locator(".nb-articles > li")).to_have_count(articles)
    search.fill("no such words")
    expect(page.locator(".nb-shelf")).to_contain_text("no article found", ignore_case=True)
    search.fill("")
    expect(page.locator(".nb-stories > li")).to_have_count(2)


def test_single_articles_are_ticked_in_and_out(visit: Opened, at: str, own: Assistant) -> None:
    """A ticked article joins what is ticked; one out of a ticked story leaves the others."""
    page = visit(at=at)
    tick(page, "the story Ferry Orsolya").check()
    unfold(page, "Ferry Orsolya").click()
    inside = page.locator(".nb-stories [data-tick]")
    expect(inside).to_have_count(3)
    for place in range(3):
        expect(inside.nth(place)).to_be_checked()
    inside.nth(1).uncheck()
    expect(page.locator(".nb-ask .nb-scoped")).to_contain_text("2 articles")
    assert tick(page, "the story Ferry Orsolya").evaluate("node => node.indeterminate")
    tick(page, "Quokka census").check()
    expect(page.locator(".nb-ask .nb-scoped")).to_contain_text("3 articles")
    ask(page, "How many dead passengers of the ferry Orsolya are counted?")
    wanted = ArticleFilter(article_ids=(FERRY[0].id, FERRY[2].id, ALONE.id))
    answer = own.ask("How many dead passengers of the ferry Orsolya are counted?", filter=wanted)
    assert answer.answered
    assert publishers_of(page) == {one.publisher for one in answer.citations}
    inside.nth(1).check()
    expect(tick(page, "the story Ferry Orsolya")).to_be_checked()


def test_chips_say_what_counts_and_take_it_away(visit: Opened, at: str) -> None:
    """Stories, articles, days and publishers each have a chip, in both panes; it removes them."""
    page = visit(at=at)
    tick(page, "the story Ferry Orsolya").check()
    tick(page, "the story Mayor Brandt").check()
    page.get_by_role("button", name="Period").click()
    page.get_by_label("Published from").fill("2024-05-07")
    page.get_by_role("button", name="Publishers:").click()
    for name in ("Harbour Wire", "Coast Courier", "Lindholm Ledger"):
        page.locator(".nb-outlets").get_by_text(name).click()
    wanted = ["2 stories", "since 7 May 2024", "3 publishers"]
    expect(page.locator(".nb-ask .nb-scoped .nb-pill")).to_have_count(3)
    expect(page.locator(".nb-ask .nb-scoped")).to_contain_text("3 publishers")
    assert chips(page) == wanted
    expect(page.get_by_label("Your question")).to_have_attribute(
        "placeholder", "Ask about 3 articles in 2 stories"
    )
    tab(page, "Brief")
    assert chips(page, ".nb-brief") == wanted
    page.locator(".nb-brief").get_by_role("button", name="Take away: 2 stories").click()
    expect(page.locator(".nb-brief .nb-scoped .nb-pill")).to_have_count(2)
    expect(tick(page, "the story Mayor Brandt")).not_to_be_checked()
    tab(page, "Ask")
    for label in ("since 7 May 2024", "3 publishers"):
        page.locator(".nb-ask").get_by_role("button", name=f"Take away: {label}").click()
        expect(page.get_by_role("button", name=f"Take away: {label}")).to_have_count(0)
    assert chips(page) == []
    expect(page.get_by_role("button", name="Publishers:")).to_contain_text("All 5")


def test_a_reply_that_comes_late_undoes_no_choice(tmp_path: Path, own_window: OwnWindow) -> None:
    """Replies overtake each other on a busy machine: the last choice holds on the page, and the
    server is told it again."""
    assistant = Slow(tmp_path / "library")
    assistant.add(*FERRY, *VOTE)
    assert assistant.stories()
    page = own_window(assistant)
    page.get_by_role("button", name="Publishers:").click()
    for name in ("Harbour Wire", "Coast Courier"):
        page.locator(".nb-outlets").get_by_text(name).click()
    expect(page.locator(".nb-ask .nb-scoped")).to_contain_text("2 publishers")
    assert assistant.asked == [1, 2]
    assistant.late.set()
    for _ in range(200):
        if len(assistant.asked) == 3:
            break
        page.wait_for_timeout(100)
    expect(page.locator(".nb-ask .nb-scoped")).to_contain_text("2 publishers")
    assert assistant.asked == [1, 2, 2]


def test_period_and_publishers_narrow_list_and_answers(visit: Opened, at: str) -> None:
    """The list shows what passes, each publisher with its count, and answers keep to it; where
    nothing passes nothing can be asked or briefed, and the page says why."""
    page = visit(at=at)
    page.get_by_role("button", name="Publishers:").click()
    row = page.locator(".nb-outlets li").filter(has_text="Harbour Wire")
    expect(row).to_have_text(re.compile(r"Harbour Wire\s*2"))
    row.click()
    expect(unfold(page, "Ferry Orsolya")).to_contain_text("6 May 2024 · 1 article · 1 publisher")
    expect(page.locator(".nb-articles [data-id]")).to_have_count(0)
    ask(page, "How many dead passengers of the ferry Orsolya are counted?")
    assert publishers_of(page) == {"Harbour Wire"}
    tick(page, "the story Ferry Orsolya").check()
    page.get_by_role("button", name="Period").click()
    page.get_by_label("Published from").fill("2024-06-01")
    expect(unfold(page, "Ferry Orsolya")).to_have_count(0)
    expect(unfold(page, "Mayor Brandt")).to_be_visible()
    expect(page.locator(".nb-ask .nb-scoped")).to_contain_text("No article passes")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_disabled()
    page.get_by_label("Your question").fill("Who won?")
    page.keyboard.press("Enter")
    expect(page.locator(".nb-turn")).to_have_count(1)
    tab(page, "Brief")
    expect(page.get_by_role("button", name="Brief me")).to_be_disabled()
    expect(page.locator(".nb-brief .nb-scoped")).to_contain_text("No article passes")


def test_files_come_in_and_bad_ones_say_why(empty: tuple[Assistant, Page], story: Path) -> None:
    """Good files are added at once; an empty one, a binary and a bomb each fail in a line."""
    assistant, page = empty
    expect(page.locator(".nb-library")).to_contain_text("The library is empty.")
    good = sorted(story.glob("*.txt"))[:2]
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a/>" + b" " * (300 * 1024 * 1024))
    drop(
        page, *((path.name, path.read_bytes()) for path in good), ("empty.txt", b""),
        ("noise.bin", bytes(range(256)) * 20), ("noise.pdf", bytes(range(256)) * 20),
        ("bomb.docx", bomb.getvalue()), ("../../<b>up</b>.txt", b""),
    )  # fmt: skip
    found = report(page)
    expect(found).to_contain_text("2 added, 5 failed")
    failures = found.locator(".nb-failures li").all_inner_texts()
    assert len(failures) == 5
    for name in ("empty.txt", "noise.bin", "noise.pdf", "bomb.docx"):
        (line,) = [one for one in failures if one.startswith(f"{name}: ")]
        assert "/tmp" not in line
        assert len(line) > len(name) + 10
    assert len(assistant.articles()) == 2
    expect(page.get_by_label("Your question")).to_be_visible()
    expect(page.locator(".nb-library [data-id], .nb-library [data-story]").first).to_be_visible()
    drop(page, (good[0].name, good[0].read_bytes()))
    expect(page.locator(".nb-report")).to_have_count(2)
    expect(report(page)).to_contain_text("1 here already")
    page.get_by_role("button", name="Close this report").first.click()
    expect(page.locator(".nb-report")).to_have_count(1)
    # dropped: what is too large is refused before it is sent
    page.evaluate(
        """() => {
          const files = new DataTransfer();
          const large = new File(["x"], "large.txt");
          Object.defineProperty(large, "size", { value: 10 ** 12 });
          files.items.add(new File(["Keepers counted 4,711 quokkas on Rottnest."], "a.txt"));
          const event = new DragEvent("drop", { dataTransfer: files, bubbles: true });
          Object.defineProperty(event, "dataTransfer", { value: {
            types: ["Files"], items: [], files: [large, files.files[0]] } });
          document.querySelector(".nb-drop").dispatchEvent(event);
        }"""
    )
    expect(report(page)).to_contain_text("1 added, 1 failed")
    expect(page.locator(".nb-failures").first).to_contain_text("large.txt: is larger than 128 MB")
    assert len(assistant.articles()) == 3


def test_pasted_text_and_links_come_in(empty: tuple[Assistant, Page]) -> None:
    """Lines that are links are fetched, the rest is one article with the fields that were typed."""
    assistant, page = empty
    words = "Keepers counted 4,711 quokkas on Rottnest on Friday.\n\nThe island is small."
    with page_serving() as pages:
        pages.set(
            "/vote", "<html><head><title>Brandt wins in Lindholm</title></head><body><article>"
            + "<p>Mayor Elsa Brandt won the vote in Lindholm with 52 percent on Sunday.</p>" * 1
            + "<p>Turnout in Lindholm was high, and Brandt thanked the voters in the hall.</p>"
            + "</article></body></html>",
        )  # fmt: skip
        link = f"http://127.0.0.1:{pages.port}/vote"
        gone = f"http://127.0.0.1:{pages.port}/gone"
        paste(
            page, f"{link}\n{gone}\n{words}", title="Quokka ${window.struck=1}",
            publisher="Rottnest <b>Post</b>", day="2024-05-03",
        )  # fmt: skip
        expect(report(page)).to_contain_text("2 added, 1 failed")
    expect(page.locator(".nb-failures li")).to_have_count(1)
    expect(page.locator(".nb-failures")).to_contain_text("/gone: ")
    typed = next(one for one in assistant.articles() if "quokkas" in one.text)
    assert (typed.title, typed.publisher, typed.published) == (
        "Quokka ${window.struck=1}", "Rottnest <b>Post</b>", date(2024, 5, 3),
    )  # fmt: skip
    expect(page.locator(".nb-library")).to_contain_text("Quokka ${window.struck=1}")
    page.locator(".nb-report summary").click()
    page.locator(".nb-report [data-id]").filter(has_text="Brandt").click()
    expect(page.locator(".nb-evidence h2")).to_contain_text("Brandt")


def test_an_article_is_corrected_and_removed(own_window: OwnWindow, tmp_path: Path) -> None:
    """Title, publisher and day are corrected; removing asks again, and takes its tick along.

    A link into this machine's own network is refused, and nothing is asked of it.
    """
    assistant = Assistant(tmp_path / "library")
    page = own_window(assistant, FERRY[0], ALONE)
    with page_serving() as pages:
        paste(page, f"http://127.0.0.1:{pages.port}/inside")
        expect(report(page)).to_contain_text("1 failed")
        assert pages.asked == []
    page.get_by_role("button", name="Correct or remove: Quokka").click()
    for label, value in (("Title", "Quokkas counted"), ("Publisher", ""), ("Day", "2024-05-03")):
        page.locator(".nb-fields").get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Save").click()
    row = page.locator(f".nb-library [data-id='{ALONE.id}']")
    expect(row).to_have_text(re.compile(r"Quokkas counted\s*publisher unknown · 3 May 2024"))
    mended = assistant.article(ALONE.id)
    assert (mended.title, mended.publisher, mended.published) == (
        "Quokkas counted", "", date(2024, 5, 3),
    )  # fmt: skip
    tick(page, "Quokkas counted").check()
    expect(page.locator(".nb-ask .nb-scoped .nb-pill")).to_have_count(1)
    page.get_by_role("button", name="Correct or remove: Quokkas").click()
    page.get_by_role("button", name="Remove…").click()
    page.get_by_role("button", name="Keep").click()
    assert len(assistant.articles()) == 2
    page.get_by_role("button", name="Remove…").click()
    page.get_by_role("button", name="Remove", exact=True).click()
    expect(row).to_have_count(0)
    assert [one.id for one in assistant.articles()] == [FERRY[0].id]
    expect(page.locator(".nb-ask .nb-scoped .nb-pill")).to_have_count(0)
    box = page.get_by_label("Your question")
    expect(box).to_have_attribute("placeholder", "Ask about 1 article")


def test_hostile_names_are_only_words(own_window: OwnWindow, tmp_path: Path) -> None:
    """Markup and templates in titles, publishers, stories, file names and chips are inert."""
    strikes = " ".join(_STRIKES)
    assistant = Assistant(tmp_path / "library")
    hostile = [
        replace(
            ferry("Harbour Wire", "2024-05-06", dead),
            title=f"Ferry Orsolya sinks off Tamsin, {dead} dead {strikes}",
            publisher=f"{publisher} {strikes}",
        )
        for publisher, dead in (("A", "seven"), ("B", "nine"))
    ]
    page = own_window(assistant, *hostile)
    (told,) = assistant.stories()
    unfold = page.locator(f"[data-story='{told.id}']")
    expect(unfold).to_contain_text(flat(told.title))
    unfold.click()
    expect(page.locator(".nb-stories [data-id]")).to_have_count(2)
    tick(page, "the story Ferry").check()
    page.get_by_role("button", name="Publishers:").click()
    page.locator(".nb-outlets li").first.click()
    expect(page.locator(".nb-ask .nb-scoped .nb-pill")).to_have_count(2)
    page.get_by_role("button", name="Correct or remove").first.click()
    assert strikes in page.locator(".nb-fields input").first.input_value()
    drop(page, (f"{_STRIKES[1]}{_STRIKES[2]}.txt", b""))
    expect(report(page)).to_contain_text("${window.struck=3}")
    tab(page, "Brief")
    expect(page.locator(".nb-brief .nb-scoped .nb-pill")).to_have_count(2)
    assert page.locator(":is(.nb-library, .nb-ask, .nb-brief) :is(img, script, b)").count() == 0
    assert page.evaluate("window.struck === undefined")


def test_the_library_works_with_the_keyboard(visit: Opened, at: str) -> None:
    """Search, filters, stories, ticks and the window for pasting are reached and left by keys."""
    page = visit(at=at)
    page.locator("[data-story]").first.wait_for()
    page.get_by_label("Find a story or an article").focus()
    order = []
    for _ in range(4):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.ariaLabel || ''"))
    assert [one.split(":")[0] for one in order[:3]] == ["Period", "Publishers", "Order"]
    assert "the story Mayor Brandt" in order[3]
    page.get_by_role("checkbox", name=re.compile("the story Ferry")).focus()
    page.keyboard.press("Space")
    expect(page.locator(".nb-ask .nb-scoped .nb-pill")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".nb-stories [data-id]")).to_have_count(3)
    assert page.evaluate("document.activeElement.dataset.story !== undefined")
    page.locator(".nb-mend").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "title"
    page.keyboard.press("Escape")
    expect(page.locator(".nb-fields")).to_have_count(0)
    assert page.evaluate("document.activeElement.classList.contains('nb-mend')")
    page.locator(".nb-incoming").get_by_role("button", name="Paste links or text").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.press("Escape")
    expect(page.locator(".nb-library .nb-dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.ariaLabel") == "Paste links or text"


def test_a_long_list_is_shown_in_parts(own_window: OwnWindow, tmp_path: Path) -> None:
    """A long list shows its beginning, more on demand, and finds what it does not show."""
    assistant = Assistant(tmp_path / "library")
    page = own_window(assistant, *(
        Article(text=f"Item {n} of the list.", title=f"Zebra{n} crossing {n * n}",
                published=date.fromordinal(700_000 + 90 * n))
        for n in range(60)
    ))  # fmt: skip
    rows = page.locator(".nb-articles > li")
    expect(rows).to_have_count(50)
    left = len(assistant.alone()) - 50
    page.get_by_role("button", name=f"Show more ({left} articles left)").click()
    expect(rows).to_have_count(50 + left)
    page.get_by_label("Find a story or an article").fill("zebra7")
    expect(rows).to_have_count(1)


def test_a_look_without_a_reply_is_asked_for_again(own_window: OwnWindow, tmp_path: Path) -> None:
    """A reply that got lost costs seconds, not the reader's click."""
    page = own_window(Assistant(tmp_path / "library"), *(
        Article(text=f"Item {n} of the list.", title=f"Zebra{n} crossing {n * n}",
                published=date.fromordinal(700_000 + 90 * n))
        for n in range(51)
    ))  # fmt: skip
    rows = page.locator(".nb-articles > li")
    expect(rows).to_have_count(50)
    lost: list[str] = []

    def lose_first(route: Route) -> None:
        sent = route.request.post_data or ""
        if lost or not re.search(r"listed_articles\W+100", sent):
            return route.continue_()
        lost.append(sent)
        return route.fulfill(json={"data": [{"__type__": "update"}] * 3})

    page.route(re.compile("/run/predict"), lose_first)
    page.get_by_role("button", name="Show more (1 article left)").click()
    expect(rows).to_have_count(51)
    assert lost


def test_only_the_page_itself_can_send_files(at: str) -> None:
    """Another site's page is refused, and so is a body without a file's name."""
    foreign = {"X_File_Name": "a.txt", "Origin": "http://evil.example"}
    assert answer(at, "/upload", "POST", b"x", **foreign)[0] == 403
    assert answer(at, "/upload", "POST", b"x")[0] == 400
    status, _, told = answer(at, "/upload", "POST", b"x", X_File_Name="a.txt")
    assert status == 200
    assert len(json.loads(told)["token"]) > 20
