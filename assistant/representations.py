"""What a result can be turned into: plain terms, JSON, Markdown, HTML for notebooks, rows.

The types are plain data; what writes a form is higher up and loaded when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from assistant.types import Answer, Briefing


class Representations:
    """The forms that an `Answer` and a `Briefing` have."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Field names and values in terms of JSON: days in ISO 8601, tuples as lists."""
        from assistant.documents import jsonable

        return cast("dict[str, Any]", jsonable(self))

    def to_json(self) -> str:
        """`to_dict` as text, as the command line prints it with --json."""
        from assistant.documents import document

        return document(self)

    def to_markdown(self) -> str:
        """A page in Markdown, with the sources and their exact words at the end."""
        from assistant.exporting.results import result_markdown

        return result_markdown(cast("Answer | Briefing", self))

    def _repr_html_(self) -> str:
        """What notebooks show: a fragment of HTML in which all text is escaped."""
        from assistant.exporting.results import result_html

        return result_html(cast("Answer | Briefing", self))

    def rows(self, section: str = "statements") -> list[dict[str, Any]]:
        """A section as flat rows, `pandas.DataFrame(answer.rows())`: one for each citation of each
        of its items, or one without a citation.

        Of an answer: "statements", "conflicts" or "citations"; of a briefing also "key_points",
        "new", "open", "timeline", "people", "quotes", "figures" and "stories". Raises ValueError,
        which names them, for another.
        """
        from assistant.exporting.rows import rows

        return rows(cast("Answer | Briefing", self), section)
