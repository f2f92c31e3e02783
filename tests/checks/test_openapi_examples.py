"""The API document is complete: every operation told, tagged, and shown by a valid example."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from kaibo.console.api import api

DOCUMENT: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
METHODS = ("get", "post", "put", "patch", "delete")


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method in METHODS:
            if method in methods:
                yield f"{method.upper()} {path}", methods[method]


def contents(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The JSON of an operation's good answers, and of its body."""
    good = [part for code, part in operation["responses"].items() if str(code).startswith("2")]
    for part in [*good, operation.get("requestBody") or {}]:
        if "application/json" in part.get("content", {}):
            yield part["content"]["application/json"]


def test_every_operation_is_told_and_tagged() -> None:
    for name, operation in operations():
        for field in ("operationId", "summary", "description", "tags"):
            assert operation.get(field), f"{name} has no {field}"
    ids = [operation["operationId"] for _name, operation in operations()]
    assert len(ids) == len(set(ids))


@pytest.mark.capability("TECH-05")
def test_every_answer_has_an_example_that_its_schema_allows() -> None:
    wrong = []
    for name, operation in operations():
        for content in contents(operation):
            assert "example" in content, name
            schema = content["schema"] | {"components": DOCUMENT["components"]}
            errors = Draft202012Validator(schema).iter_errors(content["example"])
            wrong += [f"{name}: {list(e.instance_path)} {e.message[:80]}" for e in errors]
    assert wrong == []


def test_operations_without_an_example_answer_nothing_or_a_file() -> None:
    for name, operation in operations():
        codes = {str(code) for code in operation["responses"]} - {"default"}
        shown = [content for content in contents(operation) if "example" in content]
        is_file = "export" in name or "template" in name or not operation.get("requestBody")
        assert shown or codes <= {"204"} or is_file, name
