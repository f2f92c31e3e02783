"""Frames and commands that nobody should send, to the real gateway. The long form: `make soak`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.factories.fuzzing import attack, gateway_inside
from tests.factories.gateway_inside import GatewayInside
from tests.factories.raw_frames import text_frame


@pytest.fixture
def inside(transactional_db: None) -> Iterator[GatewayInside]:
    with gateway_inside() as made:
        yield made


def test_no_frame_harms_the_gateway(inside: GatewayInside) -> None:
    attack(inside, 4000)


def test_what_is_too_much_says_so(inside: GatewayInside) -> None:
    """Too large, too many, too deep, no JSON: each has its own code."""
    for stream, code in (
        ([text_frame(b'{"k":"comment","id":"1","text":"' + b"x" * 17_000 + b'"}')], 4413),
        ([text_frame(b'{"k":"ping"}')] * 200, 4429),
        ([text_frame(b"[" * 9000)], 4400),
        ([text_frame(b"\xff\xfe")], 4400),
        ([bytes((0x82, 0x81)) + bytes(5)], 4400),  # binary
    ):
        inside.codes.clear()
        inside.run(inside.play([stream], greeted=1))
        assert list(inside.codes) == [code], stream[0][:40]
    assert not inside.complaints
