"""The HTTP API, put together from the routers of the domains."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser

from kaibo.console import problems

PREFIX = "/api/v1"

# Where each domain's ``routes.router`` is mounted.
ROUTES: tuple[tuple[str, str], ...] = (
    ("kaibo.team.routes", "/staff"),
    ("kaibo.members.routes", "/viewers"),
    ("kaibo.catalog.routes", "/products"),
    ("kaibo.planning.routes", "/shows"),
    ("kaibo.selling.routes", "/orders"),
    ("kaibo.selling.pay_routes", "/pay"),
    ("kaibo.fulfillment.routes", "/parcels"),
    ("kaibo.insight.routes", "/insight"),
    ("kaibo.console.routes.live_desk", "/rooms"),
    ("kaibo.console.routes.room_page", "/rooms"),
    ("kaibo.console.routes.push", "/rooms"),
    ("kaibo.console.routes.product_stock", "/products"),
    ("kaibo.console.routes.setup", "/setup"),
)

PROBLEM = {
    "type": "object",
    "description": "What was wrong, which value, and what to do (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For machines; stable."},
        "detail": {"type": "string", "description": "For people, in their language."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
PROBLEM_RESPONSE = {
    "description": "The request could not be carried out.",
    "content": {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class ObjectParser(Parser):
    """A body is a JSON object: ninja would read a bare text or list as an empty one."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        body = super().parse_body(request)
        if not isinstance(body, dict | None):
            raise ValueError("the body is not a JSON object")
        return body


class KaiboAPI(NinjaAPI):
    """Names operations ``domain_function`` and documents the problem answer of each."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        view = operation.view_func
        return f"{view.__module__.split('.')[1]}_{view.__name__}"

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"].setdefault("default", PROBLEM_RESPONSE)
        return schema


def build() -> NinjaAPI:
    """The API with the router of every domain."""
    made = KaiboAPI(
        title="Kaibo",
        version="1",
        description="Money is in minor units (分). Staff calls need the CSRF header.",
        urls_namespace="api",
        parser=ObjectParser(),
        docs_url=None,  # its page would load scripts from another host
    )
    problems.register(made)
    for module, prefix in ROUTES:
        made.add_router(prefix, import_module(module).router)
    return made


api = build()
