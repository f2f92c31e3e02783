"""The API is frozen: a change shows in the diff of docs/openapi.json (`make openapi`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ninja.openapi.schema import OpenAPISchema

from kaibo.console.api import api

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs/openapi.json"


def test_the_api_is_the_documented_one() -> None:
    current = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    assert current == json.loads(SNAPSHOT.read_text(encoding="utf-8")), (
        "the API changed: run `make openapi` and commit docs/openapi.json"
    )


def test_every_operation_is_named_and_told() -> None:
    for path, methods in json.loads(SNAPSHOT.read_text(encoding="utf-8"))["paths"].items():
        for method, operation in methods.items():
            assert operation.get("operationId"), f"{method} {path}"
            assert operation.get("summary"), f"{method} {path}"


def test_no_two_shapes_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """ninja lets the last one win, and the document then lies about the others."""
    shapes: dict[str, set[str]] = {}
    add = OpenAPISchema.add_schema_definitions

    def collect(self: OpenAPISchema, definitions: dict[str, Any]) -> None:
        for name, shape in definitions.items():
            shapes.setdefault(name, set()).add(json.dumps(shape, sort_keys=True, default=str))
        add(self, definitions)

    monkeypatch.setattr(OpenAPISchema, "add_schema_definitions", collect)
    api.get_openapi_schema()
    assert [name for name, found in shapes.items() if len(found) > 1] == []
