"""What the documentation shows is what the program does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_commands_settings_session_and_figures_are_current() -> None:
    """The README session, run anew, prints what the README says."""
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", ["README.md", "docs/python.md", "docs/following.md"])
def test_the_python_examples_run(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each block of Python on a page, in order, in a folder of its own."""
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    assert blocks
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, page, "exec"), names)
    if page == "README.md":
        verdict = names["verdict"]
        assert (verdict.supported, verdict.reasons) == (False, ("date Monday",))  # type: ignore[attr-defined]


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    """Under 200 lines; every relative link is a file."""
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) < 200
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (ROOT / link).exists(), link
