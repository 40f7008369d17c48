"""A briefing in any of its forms, written to a file, and read again from JSON."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from assistant.documents import decoded, document, jsonable, restored
from assistant.errors import ExportError, NotABriefing
from assistant.exporting.forms import Form
from assistant.files import write_whole
from assistant.types import Briefing

FORMAT = 2
"""The number of the form in which briefings are written as JSON; a change that old readers cannot
read makes it higher."""
_MARKER = "newsbrief"


def export(briefing: Briefing, form: Form | str) -> bytes:
    """The briefing as the bytes of a file: "md", "html", "docx", "pdf" or "json".

    The same briefing gives the same bytes (a PDF: where the system has the same fonts).
    Raises ExportError for another form.
    """
    try:
        wanted = Form(form)
    except ValueError:
        known = ", ".join(Form)
        raise ExportError(f"{form!r} is no form of a briefing: choose of {known}") from None
    if wanted == Form.JSON:
        fields = jsonable(briefing)
        assert isinstance(fields, dict)
        return document({_MARKER: FORMAT, **fields}).encode()
    name = "markdown" if wanted == Form.MD else wanted
    written: str | bytes = getattr(
        import_module(f"assistant.exporting.{name}"), f"briefing_{name}"
    )(briefing)
    return written.encode() if isinstance(written, str) else written


def write(path: Path, content: bytes) -> None:
    """Put the content into a file: all of it, or the file stays as it was.

    It is written beside the file and then takes its name; a link is followed, and what is
    no plain file (a pipe, a device) is written to directly. Raises ExportError.
    """
    try:
        # What /dev/stdout leads to may be a file, which whoever opened it goes on writing to.
        if path.exists() and (not path.is_file() or path.is_relative_to("/dev")):
            path.write_bytes(content)
        else:
            write_whole(path, content)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written ({error.strerror}): choose another place"
        ) from error


# -------------------------------------------------------------------- read again


def parsed(content: str | bytes, name: str = "the text") -> Briefing:
    """The briefing that JSON text tells; the number of the format may be left out. Raises
    NotABriefing, which names the text by `name` and says what is wrong with it."""
    try:
        text = content if isinstance(content, str) else content.decode("utf-8-sig")
        found = decoded(text)
    except UnicodeDecodeError:
        raise NotABriefing(f"{name} is no briefing: it is not UTF-8 text") from None
    except ValueError as error:
        raise NotABriefing(f"{name} is no briefing: it is no JSON ({error})") from None
    if not isinstance(found, dict):
        raise NotABriefing(f"{name} is no briefing: write one with newsbrief brief --format json")
    try:
        return briefing_of(found)
    except ValueError as error:
        raise NotABriefing(f"{name} is no briefing, or damaged: {error}") from None


def briefing_of(found: object) -> Briefing:
    """The briefing that a document of this form or an older one tells; raises ValueError."""
    fields = _fields(found) if isinstance(found, dict) else found
    return restored(Briefing, fields)


def _fields(found: dict[str, object]) -> dict[str, object]:
    """What a document tells beside the number of its format; raises ValueError for another.

    The first form told single-source points a second time, in a list of their own.
    """
    form = found.get(_MARKER, FORMAT)
    if form is True or not isinstance(form, int) or form < 1:
        raise ValueError(f"{_MARKER} is to be {FORMAT}, not {str(form)[:40]}")
    if form > FORMAT:
        raise ValueError("it was written by a newer newsbrief; upgrade newsbrief to read it")
    fields = {name: value for name, value in found.items() if name not in (_MARKER, "single")}
    single, points = found.get("single"), found.get("key_points")
    if isinstance(single, list) and isinstance(points, list):
        fields["key_points"] = [
            {**point, "single": True} if point in single else point for point in points
        ]
    return fields


def read_briefing(path: Path) -> Briefing:
    """The briefing in a JSON file; raises NotABriefing."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotABriefing(f"{path} cannot be read ({error.strerror})") from None
    return parsed(content, str(path))
