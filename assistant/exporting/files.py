"""A briefing in any of its forms, and a file that is written whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from assistant.errors import ExportError
from assistant.files import write_whole
from assistant.types import Briefing


class Form(StrEnum):
    """The forms a briefing is written in; each is the usual ending of such files."""

    MD = "md"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    JSON = "json"

    @property
    def is_text(self) -> bool:
        """Whether it can be read on a terminal."""
        return self not in (Form.DOCX, Form.PDF)


_ENDINGS = {"markdown": Form.MD, "htm": Form.HTML, "xhtml": Form.HTML}


def form_of(path: Path) -> Form | None:
    """The form that a file's ending tells; None for an ending that tells none."""
    ending = path.suffix.removeprefix(".").casefold()
    with contextlib.suppress(ValueError):
        return Form(ending)
    return _ENDINGS.get(ending)


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
    return _WRITERS[wanted](briefing)


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


def _md(briefing: Briefing) -> bytes:
    from assistant.exporting.markdown import briefing_markdown

    return briefing_markdown(briefing).encode()


def _html(briefing: Briefing) -> bytes:
    from assistant.exporting.html import briefing_html

    return briefing_html(briefing).encode()


def _docx(briefing: Briefing) -> bytes:
    from assistant.exporting.docx import briefing_docx

    return briefing_docx(briefing)


def _pdf(briefing: Briefing) -> bytes:
    from assistant.exporting.pdf import briefing_pdf

    return briefing_pdf(briefing)


def _json(briefing: Briefing) -> bytes:
    from assistant.exporting.documents import briefing_document

    return briefing_document(briefing).encode()


_WRITERS: Mapping[Form, Callable[[Briefing], bytes]] = {
    Form.MD: _md,
    Form.HTML: _html,
    Form.DOCX: _docx,
    Form.PDF: _pdf,
    Form.JSON: _json,
}
