"""The commands that write a library into one file, and read one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.interfaces.cli.late import document, show
from assistant.interfaces.cli.options import Json, command, opened, put, say

NewFile = Annotated[Path, typer.Argument(metavar="FILE", help="The file to write.")]


@command()
def backup(context: typer.Context, file: NewFile, json: Json = False) -> None:
    """Write the whole library into one file, while others add to it and ask.

    The file has checksums, and is whole or not there. It holds conversations too: only its owner
    may read it.
    """
    with opened(context) as assistant, show.working(json) as watch:
        done = assistant.backup(file, watch=watch)
    put(document(done) if json else show.backed_up(done))


@command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What backup wrote.")],
    json: Json = False,
) -> None:
    """Make a library of a backup, in a folder that is empty or new."""
    from assistant.assistant import Assistant

    with show.working(json) as watch:
        done = Assistant.restore(file, context.obj, watch=watch)
    put(document(done) if json else show.restored(done))
    for notice in done.notices:
        say(notice)


@command()
def export(context: typer.Context, file: NewFile, json: Json = False) -> None:
    """Write what the library holds as JSON lines, which later versions read.

    Articles with their versions, corrections and the bytes they were read from, saved briefings
    and conversations. A FILE that ends in .gz is compressed.
    """
    with opened(context) as assistant, show.working(json) as watch:
        done = assistant.export(file, watch=watch)
    put(document(done) if json else show.exported(done))
    for notice in done.notices:
        say(notice)


@command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What export wrote.")],
    json: Json = False,
) -> None:
    """Add what export wrote; what the library has already stays as it is."""
    with opened(context) as assistant, show.progress(json) as watch:
        done = assistant.import_from(file, watch=watch)
    put(document(done) if json else show.imported(done))
    for failed in done.failed:
        say(f"not imported: {show.failure(failed)}")
    for notice in done.notices:
        say(notice)
