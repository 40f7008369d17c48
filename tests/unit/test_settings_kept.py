"""newsbrief.toml rewritten: what is set anew is found again, and nothing else is lost."""

from __future__ import annotations

import stat
import threading
import tomllib
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import Origin, find, keep

WRITTEN = """# what this library is for

model = "openai:old"   # the cheap one
chroma = 'http://127.0.0.1:8000'

# the end
"""


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    """A library without the file gets one, and it says what was set."""
    keep(tmp_path, model="openai:new", model_url="http://127.0.0.1:1/v1")
    assert find(tmp_path).settings.model == "openai:new"
    assert find(tmp_path).settings.model_url == "http://127.0.0.1:1/v1"
    assert [path.name for path in tmp_path.iterdir()] == ["newsbrief.toml"]


def test_other_settings_and_comments_stay(tmp_path: Path) -> None:
    """Only the value changes: every other letter of the file is as it was."""
    file = tmp_path / "newsbrief.toml"
    file.write_text(WRITTEN)
    keep(tmp_path, model='ollama:"ü"', model_url="")
    assert file.read_text() == WRITTEN.replace('"openai:old"', r'"ollama:\"ü\""')
    keep(tmp_path, model="")
    assert file.read_text() == WRITTEN.replace('"openai:old"', '""')
    assert find(tmp_path).settings.chroma == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    "written",
    ["", "chroma = 'http://x'", "# no line end", "chroma = 'x'\r\n# a\r\n", "\n\n",
     'model = """a\nb"""'],
)  # fmt: skip
def test_any_valid_file_can_be_added_to(tmp_path: Path, written: str) -> None:
    """Whatever ends the file, the new setting stands on a line of its own."""
    file = tmp_path / "newsbrief.toml"
    file.write_bytes(written.encode())
    keep(tmp_path, model="a:b", model_url="http://x/v1")
    found = tomllib.loads(file.read_bytes().decode())
    assert found == {**tomllib.loads(written), "model": "a:b", "model_url": "http://x/v1"}
    comments = [line for line in written.splitlines() if line.startswith("#")]
    assert all(comment in file.read_text() for comment in comments)


def test_nothing_to_change_leaves_the_file_alone(tmp_path: Path) -> None:
    """No file is made for an empty value, and an equal one rewrites nothing."""
    keep(tmp_path, model="")
    assert list(tmp_path.iterdir()) == []
    keep(tmp_path, model="a:b")
    before = (tmp_path / "newsbrief.toml").stat().st_ino
    keep(tmp_path, model="a:b")
    assert (tmp_path / "newsbrief.toml").stat().st_ino == before


def test_rights_and_links_of_the_file_stay(tmp_path: Path) -> None:
    """A file that only its owner reads stays so, and a link still leads to the same file."""
    real = tmp_path / "elsewhere.toml"
    real.write_text(WRITTEN)
    real.chmod(0o600)
    library = tmp_path / "library"
    library.mkdir()
    (library / "newsbrief.toml").symlink_to(real)
    keep(library, model="a:b")
    assert (library / "newsbrief.toml").is_symlink()
    assert find(library).settings.model == "a:b"
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


@pytest.mark.parametrize("broken", [b"model =", b"\xff\xfe"])
def test_a_broken_file_is_named_and_left(tmp_path: Path, broken: bytes) -> None:
    """What cannot be read is not overwritten."""
    file = tmp_path / "newsbrief.toml"
    file.write_bytes(broken)
    with pytest.raises(SettingsError, match=r"newsbrief\.toml is not TOML") as raised:
        keep(tmp_path, model="a:b")
    assert "\n" not in str(raised.value)
    assert file.read_bytes() == broken


def test_a_folder_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    """The line names the file that could not be written."""
    with pytest.raises(SettingsError, match="cannot be written"):
        keep(tmp_path / "gone", model="a:b")


def test_the_file_is_whole_at_every_moment(tmp_path: Path) -> None:
    """Who reads while it is rewritten sees the old or the new, never a part."""
    (tmp_path / "newsbrief.toml").write_text(WRITTEN)
    done = threading.Event()
    seen: list[str] = []

    def read() -> None:
        while not done.is_set():
            seen.append(find(tmp_path).settings.model)

    reader = threading.Thread(target=read)
    reader.start()
    for at in range(50):
        keep(tmp_path, model=f"a:{at}")
    done.set()
    reader.join()
    assert seen
    assert set(seen) <= {"openai:old", *(f"a:{at}" for at in range(50))}


def test_who_decided_a_setting_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each place that is heard is named."""
    keep(tmp_path, model="a:b", model_url="http://x/v1")
    monkeypatch.setenv("NEWSBRIEF_MODEL_URL", "http://y/v1")
    found = find(tmp_path, embeddings="e")
    assert found.settings.model_url == "http://y/v1"
    assert {name: str(origin) for name, origin in found.origins.items() if name != "library"} == {
        "model": "file", "model_url": "environment", "embeddings": "argument", "chroma": "default",
    }  # fmt: skip
    assert find(tmp_path, model="").origins["model"] == Origin.ARGUMENT
