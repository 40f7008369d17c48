"""An argument beats the environment beats newsbrief.toml, and what is kept there is found again."""

import stat
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


def test_the_order_of_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each place is heard only where those before it are silent, and is named; an empty variable
    is silent, and the library's folder may come from one."""
    (tmp_path / "newsbrief.toml").write_text(
        'model = "a:file"\nmodel_url = "http://x"\nlibrary = "/x"'
    )
    assert find(tmp_path).settings.model == "a:file"
    monkeypatch.setenv("NEWSBRIEF_MODEL", "a:environment")
    monkeypatch.setenv("NEWSBRIEF_EMBEDDINGS", "")
    monkeypatch.setenv("NEWSBRIEF_LIBRARY", str(tmp_path))
    assert (find().settings.model, find().settings.library) == ("a:environment", tmp_path)
    found = find(tmp_path, model="a:argument", chroma=None)
    assert found.settings.model == "a:argument"
    assert {name: str(origin) for name, origin in found.origins.items() if name != "library"} == {
        "model": "argument", "model_url": "file", "embeddings": "default", "chroma": "default",
        "reader": "default", "model_context": "default", "unsupported": "default",
        "rate_limit": "default", "request_limit": "default", "allowed_origins": "default",
        "grace": "default",
    }  # fmt: skip
    assert find(tmp_path).origins["model"] == Origin.ENVIRONMENT


@pytest.mark.parametrize("written", ["model =", 'modell = "x"', "model = 3"])
def test_a_bad_file_is_one_clear_error(tmp_path: Path, written: str) -> None:
    """Broken TOML, an unknown name and a wrong kind of value are all named."""
    (tmp_path / "newsbrief.toml").write_text(written)
    with pytest.raises(SettingsError) as raised:
        find(tmp_path)
    assert "\n" not in str(raised.value)
    assert "newsbrief.toml" in str(raised.value) or "model" in str(raised.value)


def test_other_settings_and_comments_stay(tmp_path: Path) -> None:
    """Only the value changes: every other letter of the file is as it was."""
    file = tmp_path / "newsbrief.toml"
    file.write_text(WRITTEN)
    keep(tmp_path, model='ollama:"ü"', model_url="")
    assert file.read_text() == WRITTEN.replace('"openai:old"', r'"ollama:\"ü\""')
    keep(tmp_path, model="")
    assert file.read_text() == WRITTEN.replace('"openai:old"', '""')
    assert find(tmp_path).settings.chroma == "http://127.0.0.1:8000"
    before = file.stat().st_ino
    keep(tmp_path, model="")
    assert file.stat().st_ino == before  # an equal value rewrites nothing


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
    with pytest.raises(SettingsError, match="cannot be written"):
        keep(tmp_path / "gone", model="a:b")
