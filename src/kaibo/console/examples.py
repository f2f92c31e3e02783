"""Examples of answers, put together from the examples, defaults and bounds of the schemas.

A field says its own example (``Field(examples=[…])``); where it says none, a value that its type
allows stands for it. So an example cannot drift from the schema, and a test validates each.
"""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]
DEEPEST = 8
# The first that a pattern allows stands for a text without an example of its own.
TEXTS = ("文字", "abc123", "13800138000", "123456", "a.b", "2026-11-22")
FORMATS = {
    "date-time": "2026-11-22T12:30:00Z", "date": "2026-11-22", "time": "20:30:00",
    "uuid": "0b8f2a52-6a53-4e2c-9b0e-3f0f6f0f9d11", "uri": "https://example.com/",
    "email": "aming@example.com", "binary": "…",
}  # fmt: skip


def add_examples(document: Json) -> None:
    """Give every JSON answer and every JSON body of the document an example."""
    schemas = document["components"]["schemas"]
    for path in document["paths"].values():
        for operation in path.values():
            parts = [operation.get("requestBody") or {}, *operation["responses"].values()]
            for part in parts:
                for kind, content in part.get("content", {}).items():
                    if kind == "application/json" and "example" not in content:
                        content["example"] = example_of(content.get("schema", {}), schemas)


def example_of(schema: Json, schemas: Json, depth: int = 0) -> Any:
    """A value that the schema allows."""
    if schema.get("examples"):
        return schema["examples"][0]
    if "example" in schema:
        return schema["example"]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas, depth + 1)
    for key in ("const", "default"):
        if schema.get(key) is not None:
            return schema[key]
    if schema.get("enum"):
        return schema["enum"][0]
    for key in ("allOf", "anyOf", "oneOf"):
        if schema.get(key):
            return _of_many(schema[key], schemas, depth)
    return _of_type(schema, schemas, depth)


def _of_many(choices: list[Json], schemas: Json, depth: int) -> Any:
    """The first choice that is something; null where the nest gets too deep."""
    nullable = any(each.get("type") == "null" for each in choices)
    if nullable and depth > DEEPEST:
        return None
    first = next((each for each in choices if each.get("type") != "null"), choices[0])
    return example_of(first, schemas, depth)


def _of_type(schema: Json, schemas: Json, depth: int) -> Any:
    kind = schema.get("type")
    kind = next((each for each in kind if each != "null"), None) if isinstance(kind, list) else kind
    if kind == "object" or "properties" in schema:
        return _of_object(schema, schemas, depth)
    if kind == "array":
        return _of_array(schema, schemas, depth)
    if kind in ("integer", "number"):
        return _number(schema)
    if kind == "boolean":
        return True
    return _text(schema) if kind == "string" else None


def _of_object(schema: Json, schemas: Json, depth: int) -> Json:
    required = set(schema.get("required", []))
    return {
        name: example_of(each, schemas, depth + 1)
        for name, each in schema.get("properties", {}).items()
        if depth <= DEEPEST or name in required
    }


def _of_array(schema: Json, schemas: Json, depth: int) -> list[Any]:
    if "prefixItems" in schema:
        return [example_of(each, schemas, depth + 1) for each in schema["prefixItems"]]
    least = int(schema.get("minItems", 1))
    if depth > DEEPEST or not schema.get("items"):
        return []
    return [example_of(schema["items"], schemas, depth + 1) for _each in range(max(least, 1))]


def _number(schema: Json) -> int | float:
    low: Any = schema.get("minimum", schema.get("exclusiveMinimum", 0))
    low = low + 1 if "exclusiveMinimum" in schema and "minimum" not in schema else low
    high: Any = schema.get("maximum", schema.get("exclusiveMaximum"))
    value: int | float = max(low, 1)
    return min(value, high) if high is not None else value


def _text(schema: Json) -> str:
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    pattern = schema.get("pattern", "")
    text = next((each for each in TEXTS if re.search(pattern, each, re.ASCII)), TEXTS[0])
    least = int(schema.get("minLength", 0))
    text = text * (least // 2 + 1) if least > len(text) else text
    return text[: int(schema.get("maxLength", 60))]
