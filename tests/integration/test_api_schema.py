"""The description of the HTTP interface: valid, with examples that hold, and true under fuzzing."""

from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from assistant import Assistant
from tests.integration.api_server import serving
from tests.integration.conftest import FERRY

_FEW = settings(
    max_examples=2, deadline=None, phases=[Phase.explicit, Phase.generate], database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, embeddings: Any) -> Iterator[httpx.Client]:
    """A client on a library of its own, which what is tried may change."""
    folder = tmp_path_factory.mktemp("fuzzed") / "library"
    with Assistant(folder, embeddings=embeddings) as assistant:
        assistant.add(FERRY)
        with serving(assistant) as client:
            yield client


def _schema(api: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/api/v1/openapi.json").raise_for_status().json()
    return found


def test_the_description_says_everything(api: httpx.Client) -> None:
    """Every route has a summary, a description, and the errors in the one shape of errors."""
    schema = _schema(api)
    assert {"/api/v1/ask", "/api/v1/brief", "/api/v1/search", "/api/v1/articles",
            "/api/v1/articles/{id}", "/v1/chat/completions"} <= set(schema["paths"])  # fmt: skip
    for path, methods in schema["paths"].items():
        for method, route in methods.items():
            where = f"{method} {path}"
            assert route["summary"], where
            assert route["description"], where
            assert "200" in route["responses"], where
            told = route["responses"].get("422", {}).get("content", {})
            assert "HTTPValidationError" not in str(told), where
    assert schema["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_examples_hold(api: httpx.Client) -> None:
    """Each example of a body is one of its schema."""
    schema = _schema(api)
    bodies = 0
    for methods in schema["paths"].values():
        for route in methods.values():
            for kind in route.get("requestBody", {}).get("content", {}).values():
                for example in kind.get("examples", {}).values():
                    bodies += 1
                    whole = {**kind["schema"], "components": schema["components"]}
                    jsonschema.validate(example["value"], whole)
    named = [
        (name, field, each)
        for name, model in schema["components"]["schemas"].items()
        for field, told in model.get("properties", {}).items()
        for each in told.get("examples", ())
    ]
    for name, field, each in named:
        told = schema["components"]["schemas"][name]["properties"][field]
        jsonschema.validate(each, {**told, "components": schema["components"]})
    assert bodies >= 2
    assert len(named) >= 5


def test_nothing_that_is_sent_is_the_servers_mistake(api: httpx.Client) -> None:
    """What the description allows, and what it doesn't: no 5xx, and answers as it says."""
    schema = schemathesis.openapi.from_dict(_schema(api))
    schema.config.base_url = str(api.base_url)
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @_FEW
        @given(case=operation.as_strategy())
        def holds(case: Any) -> None:
            nonlocal tried
            tried += 1
            told = case.call(base_url=str(api.base_url), timeout=60)
            case.validate_response(told, checks=[not_a_server_error, response_schema_conformance])

        holds()
    assert tried > 20
