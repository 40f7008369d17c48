"""An argument beats the environment beats newsbrief.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import find


def test_the_order_of_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each place is heard only where those before it are silent."""
    (tmp_path / "newsbrief.toml").write_text('model = "openai:file"\nmodel_url = "http://file"\n')
    assert find(tmp_path).settings.model == "openai:file"
    monkeypatch.setenv("NEWSBRIEF_MODEL", "openai:environment")
    assert find(tmp_path).settings.model == "openai:environment"
    assert find(tmp_path, model="openai:argument").settings.model == "openai:argument"
    assert find(tmp_path, model=None).settings.model_url == "http://file"


def test_an_empty_variable_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """`NEWSBRIEF_EMBEDDINGS=` means the default."""
    monkeypatch.setenv("NEWSBRIEF_EMBEDDINGS", "")
    assert find().settings.embeddings == "all-MiniLM-L6-v2"


def test_the_library_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an argument the variable names the folder, and its file is read."""
    (tmp_path / "newsbrief.toml").write_text('chroma = "http://127.0.0.1:8000"\nlibrary = "/x"\n')
    monkeypatch.setenv("NEWSBRIEF_LIBRARY", str(tmp_path))
    assert find().settings.library == tmp_path
    assert find().settings.chroma == "http://127.0.0.1:8000"


@pytest.mark.parametrize("written", ["model =", 'modell = "x"', "model = 3"])
def test_a_bad_file_is_one_clear_error(tmp_path: Path, written: str) -> None:
    """Broken TOML, an unknown name and a wrong kind of value are all named."""
    (tmp_path / "newsbrief.toml").write_text(written)
    with pytest.raises(SettingsError) as raised:
        find(tmp_path)
    assert "\n" not in str(raised.value)
    assert "newsbrief.toml" in str(raised.value) or "model" in str(raised.value)
