"""The HTTP API, put together from the routers of the domains."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.parser import Parser
from ninja.router import BoundRouter

from kaibo.console import problems
from kaibo.console.examples import add_examples
from kaibo.team.api_keys.facade import scope_of
from kaibo.team.session import StaffAuth

PREFIX = "/api/v1"

# Where each domain's ``routes.router`` is mounted.
ROUTES: tuple[tuple[str, str], ...] = (
    ("kaibo.team.routes", "/staff"),
    ("kaibo.team.api_keys.routes", "/api-keys"),
    ("kaibo.members.routes", "/viewers"),
    ("kaibo.members.wechat_routes", "/viewers/wechat"),
    ("kaibo.catalog.routes", "/products"),
    ("kaibo.pricing.routes", "/pricing"),
    ("kaibo.promotions.routes", "/promotions"),
    # Before planning: its ``/shows/{id}`` would take ``/shows/block-templates`` for a number.
    ("kaibo.console.routes.script_blocks", "/shows"),
    ("kaibo.planning.routes", "/shows"),
    ("kaibo.selling.routes", "/orders"),
    ("kaibo.selling.pay_routes", "/pay"),
    ("kaibo.selling.checkout_routes", "/checkout"),
    ("kaibo.fulfillment.routes", "/parcels"),
    ("kaibo.service.routes", "/service"),
    ("kaibo.service.viewer_routes", "/service/mine"),
    ("kaibo.interaction.draw_routes", "/draws"),
    ("kaibo.interaction.gift_routes", "/gifts"),
    ("kaibo.interaction.rating_routes", "/ratings"),
    ("kaibo.supply.routes", "/stock"),
    ("kaibo.console.routes.stock_desk", "/stock"),
    ("kaibo.growth.routes", "/growth"),
    ("kaibo.growth.viewer_routes", "/social"),
    ("kaibo.console.routes.room_flow", "/growth"),
    ("kaibo.insight.routes", "/insight"),
    ("kaibo.insight.study_routes", "/insight"),
    ("kaibo.insight.asking_routes", "/insight"),
    ("kaibo.insight.board_routes", "/insight"),
    ("kaibo.insight.keeping_routes", "/insight"),
    ("kaibo.insight.comparing_routes", "/insight"),
    ("kaibo.insight.charting_routes", "/insight"),
    ("kaibo.console.routes.interaction_report", "/insight"),
    ("kaibo.integrations.routes", "/webhooks"),
    ("kaibo.console.routes.live_desk", "/rooms"),
    ("kaibo.interaction.activity_routes", "/rooms"),
    ("kaibo.console.routes.activity_report", "/rooms"),
    ("kaibo.console.routes.comment_desk", "/rooms"),
    ("kaibo.console.routes.room_page", "/rooms"),
    ("kaibo.console.routes.block_desk", "/rooms"),
    ("kaibo.console.routes.room_coupons", "/promotions"),
    ("kaibo.console.routes.promotion_report", "/promotions"),
    ("kaibo.console.routes.find_buyers", "/promotions"),
    ("kaibo.console.routes.push", "/rooms"),
    ("kaibo.console.routes.room_conduct", "/rooms"),
    ("kaibo.console.routes.moderation", "/moderation"),
    # Before the desk: its ``/guard/{id}`` would take ``/guard/entries`` for a number.
    ("kaibo.console.routes.guard_entries", "/guard"),
    ("kaibo.console.routes.guard_desk", "/guard"),
    ("kaibo.console.routes.product_stock", "/products"),
    ("kaibo.console.routes.product_review", "/products"),
    ("kaibo.console.routes.cobrand", "/products"),
    ("kaibo.console.routes.room_goods", "/rooms"),
    ("kaibo.console.routes.tables", "/tables"),
    ("kaibo.console.routes.flow_check", "/flow-check"),
    ("kaibo.console.routes.setup", "/setup"),
    ("kaibo.console.routes.shop_settings", "/shop-settings"),
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


API_KEY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key of a shop, `kb_…`; each operation names the scope it needs.",
}


class KaiboAPI(NinjaAPI):
    """Names operations ``domain_function``, tells each the API key scope it needs, documents both.

    The problem answer is documented for every operation.
    """

    def scopes(self) -> dict[str, str | None]:
        """Operation id of each staff operation to its API key scope; None: closed to keys."""
        return {
            operation.operation_id or self.get_openapi_operation_id(operation): door.scope
            for bound in self._get_bound_routers()
            for view in bound.path_operations.values()
            for operation in view.operations
            for door in operation.auth_callbacks
            if isinstance(door, StaffAuth)
        }

    def _get_bound_routers(self) -> list[BoundRouter]:
        is_fresh = self._bound_routers_cache is None
        found = super()._get_bound_routers()
        for bound in found if is_fresh else []:
            for view in bound.path_operations.values():
                for operation in view.operations:
                    self._give_scope(operation)
        return found

    def _give_scope(self, operation: Operation) -> None:
        name = self.get_openapi_operation_id(operation)
        scope = scope_of(operation.tags, operation.methods[0], name)
        operation.auth_callbacks = [
            door.for_scope(scope) if isinstance(door, StaffAuth) else door
            for door in operation.auth_callbacks
        ]

    def get_openapi_operation_id(self, operation: Operation) -> str:
        view = operation.view_func
        return f"{view.__module__.split('.')[1]}_{view.__name__}"

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        schema["components"].setdefault("securitySchemes", {})["ApiKey"] = API_KEY_SCHEME
        scopes = self.scopes()
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"].setdefault("default", PROBLEM_RESPONSE)
                if scope := scopes.get(operation["operationId"]):
                    operation["security"].append({"ApiKey": [scope]})
                told = operation.get("description") or f"{operation['summary']}."
                operation["description"] = told + _callers(operation, scope)
        add_examples(schema)
        return schema


def _callers(operation: dict[str, Any], scope: str | None) -> str:
    """Who may call, for people who read the document."""
    doors = {name for door in operation.get("security", []) for name in door}
    if scope:
        return f"\n\nCalled by staff, or with an API key that has the scope `{scope}`."
    if "StaffAuth" in doors:
        return "\n\nCalled by staff; closed to API keys."
    return "\n\nCalled by viewers." if "ViewerAuth" in doors else "\n\nOpen to anybody."


def build() -> NinjaAPI:
    """The API with the router of every domain."""
    made = KaiboAPI(
        title="Kaibo",
        version="1",
        description="Money is in minor units (分). A staff session needs the CSRF header, an API "
        "key does not.",
        urls_namespace="api",
        parser=ObjectParser(),
        docs_url=None,  # its page would load scripts from another host
    )
    problems.register(made)
    for module, prefix in ROUTES:
        made.add_router(prefix, import_module(module).router)
    return made


api = build()
