"""The description of the interface, as OpenAPI has it."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

_ABOUT = (
    "Articles are added, asked and briefed from; every statement cites the exact words of an "
    "article: `article.text[start:end] == quote`. Field names are those of the Python types. "
    'Errors are `{"error": {"type", "message"}}`.'
)
_KEY = {
    "type": "http",
    "scheme": "bearer",
    "description": "A key of `newsbrief keys add NAME --role reader|admin`.",
}


def described(app: FastAPI) -> None:
    """Let the application's description say what it is, and that keys are wanted."""
    app.description = _ABOUT
    made = app.openapi

    def openapi() -> dict[str, Any]:
        known = app.openapi_schema is not None
        schema = made()
        if not known:
            schema.setdefault("components", {})["securitySchemes"] = {"key": _KEY}
            # Without keys, on its own machine, newsbrief asks for none.
            schema["security"] = [{"key": []}, {}]
        return schema

    app.openapi = openapi  # type: ignore[method-assign]
