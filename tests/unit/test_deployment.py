"""The container's files, read as far as a machine without a container engine can."""

import fnmatch
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from assistant.interfaces.cli.commands import app
from assistant.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
Step = tuple[str, str]


@pytest.fixture
def stages() -> list[list[Step]]:
    """The Dockerfile's instructions, by the stage they belong to."""
    text = (ROOT / "Dockerfile").read_text()
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    steps = [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line.strip()]
    assert {step[0] for step in steps} <= set(
        "FROM ARG WORKDIR RUN COPY ENV USER VOLUME EXPOSE HEALTHCHECK ENTRYPOINT CMD".split()
    )
    found: list[list[Step]] = []
    for name, words in steps:
        if name == "FROM":
            found.append([])
        found[-1].append((name, words))
    return found


@pytest.fixture
def compose() -> dict[str, Any]:
    """compose.yaml."""
    found = yaml.safe_load((ROOT / "compose.yaml").read_text())
    assert isinstance(found, dict)
    return found


def copied(stage: list[Step]) -> list[str]:
    """What a stage copies from the folder that the image is built in."""
    words = (shlex.split(rest) for name, rest in stage if name == "COPY")
    return [source for found in words if "--from" not in found[0] for source in found[:-1]]


def ignored(path: str) -> bool:
    """Whether .dockerignore leaves a path out; the last pattern that matches decides."""
    lines = (ROOT / ".dockerignore").read_text().split()
    out = False
    for line in lines:
        pattern, keeps = line.removeprefix("!"), line.startswith("!")
        pattern = pattern.removeprefix("**/")
        if fnmatch.fnmatch(path, pattern) or path.split("/")[0] == pattern:
            out = not keeps
        elif fnmatch.fnmatch(Path(path).name, pattern) and not keeps:
            out = True
    return out


def test_all_that_is_copied_is_there_and_is_sent(stages: list[list[Step]]) -> None:
    """No source is missing or left out by .dockerignore; nothing else goes to the engine."""
    build, final = stages
    sources = copied(build)
    assert copied(final) == []
    assert len(sources) > 5
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not ignored(source), source
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"}
    assert kept == set(sources)
    for secret in (".env", ".git", ".venv", "my-library/window.key", "assistant/x.pyc"):
        assert ignored(secret), secret


def test_the_image_installs_what_make_installs(stages: list[list[Step]]) -> None:
    """The lock file, then newsbrief without anything else, as `make install` does."""
    runs = [rest for name, rest in stages[0] if name == "RUN"]
    makefile = (ROOT / "Makefile").read_text()
    assert "install -r requirements.lock" in makefile
    assert "install --no-deps --no-build-isolation" in makefile
    pip = [run.partition("pip ")[2].replace("--no-cache-dir ", "") for run in runs if "pip " in run]
    assert pip == ["install -r requirements.lock", "install --no-deps --no-build-isolation ."]
    version = stages[0][0][1].split()[0].removeprefix("python:").removesuffix("-slim")
    assert all(stage[0][1].startswith(f"python:{version}-slim") for stage in stages)
    assert (3, 11) <= tuple(map(int, version.split("."))) < (3, 14)


def test_what_is_copied_is_enough_to_build_newsbrief(
    stages: list[list[Step]], tmp_path: Path
) -> None:
    """A wheel is built from just those files, with the sample articles and the prompts in it."""
    for source in copied(stages[0]):
        here, there = ROOT / source, tmp_path / source
        if here.is_dir():
            shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(here, there)
    code = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "wheel"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "wheel").iterdir()
    listed = subprocess.run(
        [sys.executable, "-m", "zipfile", "-l", wheel], capture_output=True, text=True, check=True
    ).stdout
    for name in ("assistant/seeds/questions.jsonl", "assistant/assistant.py", "prompts/"):
        assert name in listed


def test_the_image_serves_as_a_user_that_is_not_root(stages: list[list[Step]]) -> None:
    """On its port, from a volume that this user owns, with a check of its health, and no secret."""
    final = stages[-1]
    steps = dict(final)
    order = [name for name, _ in final]
    assert order.index("USER") < order.index("ENTRYPOINT")
    assert steps["USER"] not in ("root", "0")
    run = next(rest for name, rest in final if name == "RUN")
    assert f"useradd --create-home --uid 10001 {steps['USER']}" in run
    assert f"install -d -o {steps['USER']} -g {steps['USER']} {steps['VOLUME']}" in run
    assert f"NEWSBRIEF_LIBRARY={steps['VOLUME']}" in steps["ENV"]
    assert yaml.safe_load(steps["ENTRYPOINT"]) == ["newsbrief"]
    serve, *options = yaml.safe_load(steps["CMD"])
    assert serve == "serve"
    assert options == ["--host", "0.0.0.0", "--port", steps["EXPOSE"]]
    check = steps["HEALTHCHECK"]
    assert f"http://127.0.0.1:{steps['EXPOSE']}/api/v1/health" in check
    code = yaml.safe_load(check.partition("CMD ")[2])
    assert code[:2] == ["python", "-c"]
    compile(code[2], "HEALTHCHECK", "exec")
    assert not re.search(r"(?i)(key|token|secret|password)\s*=", (ROOT / "Dockerfile").read_text())


def test_compose_serves_one_library_from_several_processes(
    stages: list[list[Step]], compose: dict[str, Any]
) -> None:
    """Each gets a port of its own on this machine, all share a volume and a Chroma server of the
    version that the lock file pins; settings are those there are, and no secret stands in it."""
    one, chroma = compose["services"]["newsbrief"], compose["services"]["chroma"]
    port = dict(stages[-1])["EXPOSE"]
    host, first_last, inside = one["ports"][0].split(":")
    first, last = map(int, first_last.split("-"))
    assert (host, inside) == ("127.0.0.1", port)
    assert last > first
    volume, place = one["volumes"][0].split(":")
    assert place == dict(stages[-1])["VOLUME"]
    assert set(compose["volumes"]) == {volume, chroma["volumes"][0].split(":")[0]}
    assert set(one["depends_on"]) == {"chroma"}
    assert one["environment"]["NEWSBRIEF_CHROMA"] == "http://chroma:8000"
    known = {f"NEWSBRIEF_{name.upper()}" for name in Settings.model_fields}
    assert set(one["environment"]) <= known
    lock = (ROOT / "requirements.lock").read_text()
    name, version = chroma["image"].split("/")[1].split(":")
    assert (name, f"chromadb=={version}\n" in lock) == ("chroma", True)
    assert not re.search(r"(?i)(key|token|secret|password)", str(compose))
    assert all("container_name" not in service for service in (one, chroma))


def test_the_commands_of_the_keeping_page_are_commands() -> None:
    """Whatever docs/keeping.md has somebody type is there."""
    text = (ROOT / "docs" / "keeping.md").read_text()
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    typed = [line for block in blocks for line in block.splitlines() if "newsbrief " in line]
    assert len(typed) > 5
    for line in typed:
        words = shlex.split(line, comments=True)
        if "docker" not in words:
            after = words[words.index("newsbrief") + 1 :]
            name = after[2] if after[0] == "--library" else after[0]
            assert name in COMMANDS, line
