"""Every operation of the OpenAPI file under schemathesis, as anybody, as a buyer, as an admin.

The run is seeded: the same requests every time. ``KAIBO_FUZZ_EXAMPLES`` (1) is the number of
random requests per operation, caller and kind (well-formed, malformed); twice as many boundary
values of the schema come on top. Who may not call an operation tries it with boundary values only.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.coverage._operation import iter_coverage_cases
from tests.factories.api_world import Callers, World, running_world

from kaibo.console.api import api

EXAMPLES = int(os.environ.get("KAIBO_FUZZ_EXAMPLES", "1"))
WAYS = {  # security schemes that each caller passes
    "anybody": {"BrowserCall"},
    "buyer": {"BrowserCall", "ViewerAuth", "BuyerAuth"},
    "staff": {"BrowserCall", "StaffAuth"},
}
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
# They end the session, the show or the demo: attacked like all others, but after them.
LAST = ("team_staff_logout", "console_end", "console_set_up")

document = json.loads(json.dumps(api.get_openapi_schema(), default=str))
schema = schemathesis.openapi.from_dict(document)
operations = {
    found.ok().definition.raw["operationId"]: found.ok() for found in schema.get_all_operations()
}
ordered = [*(name for name in operations if name not in LAST), *LAST]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning"),
]


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """Its own: the last attacks end the show and the demo."""
    with running_world() as running:
        yield running


@pytest.fixture(scope="module")
def callers(world: World) -> Callers:
    return Callers(world)


def test_the_document_is_the_one_that_is_served(world: World) -> None:
    served = requests.get(f"{world.api}/openapi.json", timeout=20)
    assert served.json() == document


def test_every_way_in_is_tried() -> None:
    """A scheme under a new name would leave its operations to callers who are turned away."""
    schemes = set(document["components"]["securitySchemes"])
    assert schemes - {"ApiKey"} == set().union(*WAYS.values())
    assert all(any(_may_call(name, who) for who in WAYS) for name in ordered)


@pytest.mark.parametrize("name", ordered)
@pytest.mark.parametrize("who", ["anybody", "buyer", "staff"])
def test_answers_are_documented(name: str, who: str, callers: Callers) -> None:
    boundary = _boundary_cases(name)
    if not _may_call(name, who):
        for case in boundary[:EXAMPLES]:
            _ask(case, who, callers)
        return
    for case in boundary[:: max(1, len(boundary) // (2 * EXAMPLES))]:
        _ask(case, who, callers)
    for mode in MODES:
        _random_cases(name, mode, who, callers)


def _may_call(name: str, who: str) -> bool:
    """The document names the schemes: a viewer's token, a staff session, an API key, or none."""
    schemes = {key for each in operations[name].definition.raw.get("security", []) for key in each}
    return not schemes or bool(WAYS[who] & schemes)


@cache
def _boundary_cases(name: str) -> list[Any]:
    cases = iter_coverage_cases(
        operation=operations[name],
        generation_modes=list(MODES),
        generate_duplicate_query_parameters=True,
        unexpected_methods={"post", "delete", "patch"},
        generation_config=GenerationConfig(with_security_parameters=False),
    )
    return list(itertools.islice(cases, 400))


def _random_cases(name: str, mode: GenerationMode, who: str, callers: Callers) -> None:
    try:
        strategy = operations[name].as_strategy(generation_mode=mode)
    except hypothesis.errors.Unsatisfiable:
        return

    @hypothesis.settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=strategy)
    def attack(case: schemathesis.Case) -> None:
        _ask(case, who, callers)

    try:
        attack()
    except hypothesis.errors.Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing to get wrong in this operation


def _ask(case: schemathesis.Case, who: str, callers: Callers) -> None:
    callers.point_at_real_things(case)
    answer = case.call(base_url=callers.world.url, session=callers.session(who), timeout=30)
    callers.notice(who, answer)
    case.validate_response(
        answer,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_headers_conformance,
            response_schema_conformance,
            _errors_are_problems,
        ],
    )


def _errors_are_problems(ctx: Any, response: Any, case: Any) -> None:
    """What failed is told as problem+json; what succeeded answers with a documented status."""
    if response.status_code == 405:  # not an operation of ours
        return
    if response.status_code < 400:
        documented = case.operation.definition.raw["responses"]
        assert str(response.status_code) in documented, response.status_code
        return
    kind = response.headers["content-type"][0]
    assert kind == "application/problem+json", (response.status_code, kind)
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    assert body["code"]
    assert body["detail"], body
