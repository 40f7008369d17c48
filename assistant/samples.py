"""Where the sample articles and their questions lie."""

from __future__ import annotations

from pathlib import Path


def seeds_folder() -> Path:
    """The folder with the sample corpus: inside the installed package, or in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "seeds"
    return installed if installed.is_dir() else package.parent / "seeds"


def samples_folder() -> Path:
    """The folder with the sample articles."""
    return seeds_folder() / "articles"
