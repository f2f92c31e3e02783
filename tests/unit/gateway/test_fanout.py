"""The contract of fan-out engines, on real sockets; and the audience they write to."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.gateway.fanout import BROKEN, Audience, Engine, Short, Uring, Writes, choose


class Page:
    """A page with both ends of its line."""

    def __init__(self) -> None:
        self.near, self.far = socket.socketpair()
        for end in (self.near, self.far):
            end.setblocking(False)
        self.near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 32768)
        self.fd = self.near.fileno()

    def read(self) -> bytes:
        data = bytearray()
        try:
            while piece := self.far.recv(65536):
                data += piece
        except BlockingIOError:
            pass
        return bytes(data)

    def close(self) -> None:
        self.near.close()
        self.far.close()


def _uring() -> Engine:
    try:
        return Uring(entries=4)  # smaller than most audiences here: several calls a pass
    except OSError as error:
        pytest.skip(f"io_uring is not to be had here: {error}")


@pytest.fixture(params=[Writes, _uring], ids=["write", "io_uring"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made = request.param()
    yield made
    made.close()


@pytest.fixture
def pages() -> Iterator[list[Page]]:
    made = [Page() for _ in range(11)]
    yield made
    for page in made:
        page.close()


def audience_of(pages: list[Page]) -> Audience[Page]:
    audience: Audience[Page] = Audience()
    for page in pages:
        audience.add(page)
    return audience


def test_every_page_gets_every_frame_once_and_in_order(engine: Engine, pages: list[Page]) -> None:
    audience = audience_of(pages)
    for number in range(20):
        assert engine.send(audience, b"frame %02d;" % number) == []
    wanted = b"".join(b"frame %02d;" % number for number in range(20))
    assert [page.read() for page in pages] == [wanted] * len(pages)


def test_an_empty_audience_is_nobody(engine: Engine) -> None:
    assert engine.send(audience_of([]), b"frame") == []


def test_a_full_page_is_told_with_what_it_took(engine: Engine, pages: list[Page]) -> None:
    """What was taken and what is told always make whole frames; the others miss nothing."""
    audience, stuck, frame = audience_of(pages), pages[6], os.urandom(3000)
    taken = bytearray()
    for _ in range(50):
        short = engine.send(audience, frame)
        assert {one.place for one in short} <= {6}
        taken += frame[: short[0].sent] if short else frame
        assert all(page.read() == frame for page in pages if page is not stuck)
        if short == [Short(6, 0)]:
            break
    assert engine.send(audience, frame) == [Short(6, 0)]
    assert stuck.read() == bytes(taken)
    assert engine.send(audience, frame) == []


def test_a_frame_larger_than_the_buffer_is_taken_in_part(engine: Engine) -> None:
    page = _tcp_page()
    frame = os.urandom(8 * 2**20)
    (short,) = engine.send(audience_of([page]), frame)
    assert 0 < short.sent < len(frame)
    page.near.shutdown(socket.SHUT_WR)
    page.far.setblocking(True)
    assert page.read() == frame[: short.sent]
    page.close()


def test_a_page_whose_other_end_is_gone_is_broken(engine: Engine, pages: list[Page]) -> None:
    pages[3].far.close()
    assert engine.send(audience_of(pages), b"frame") == [Short(3, BROKEN)]


def test_a_page_that_left_gets_nothing_even_when_its_number_is_another_s(
    engine: Engine, pages: list[Page]
) -> None:
    audience, gone = audience_of(pages), pages[2]
    audience.remove(gone)
    number = gone.near.fileno()
    near, far = socket.socketpair()
    near.setblocking(False)
    far.setblocking(False)
    os.dup2(near.fileno(), number)  # the number now names another line
    assert engine.send(audience, b"frame") == []
    with pytest.raises(BlockingIOError):
        far.recv(10)
    assert all(page.read() == b"frame" for page in pages if page is not gone)
    near.close()
    far.close()


def test_the_wish_is_followed() -> None:
    assert choose("write").name == "write"
    assert choose().name in ("write", "io_uring")


def test_a_forbidden_ring_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(entries: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("kaibo.gateway.fanout.uring.Ring", forbidden)
    assert choose().name == "write"
    with pytest.raises(PermissionError):
        choose("io_uring")


class Numbered:
    def __init__(self, fd: int) -> None:
        self.fd = fd


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 40))))
def test_the_column_is_always_the_pages_that_follow(moves: list[tuple[bool, int]]) -> None:
    audience: Audience[Numbered] = Audience()
    known = {number: Numbered(number + 3) for number in range(41)}
    following: set[int] = set()
    for enters, number in moves:
        (audience.add if enters else audience.remove)(known[number])
        (following.add if enters else following.discard)(number)
        assert sorted(audience.fds.tolist()) == sorted(n + 3 for n in following)
        assert list(audience) == audience.fds.tolist()
        assert all(audience.page(i).fd == fd for i, fd in enumerate(audience))
    assert audience.fds.dtype == np.int32


def test_another_page_with_the_same_number_is_not_removed() -> None:
    audience: Audience[Numbered] = Audience()
    first, second = Numbered(5), Numbered(5)
    audience.add(first)
    audience.remove(second)
    assert first in audience
    assert second not in audience


def _tcp_page() -> Page:
    page = Page()
    page.close()
    with socket.create_server(("127.0.0.1", 0)) as server:
        page.far = socket.create_connection(server.getsockname())
        page.near, _ = server.accept()
    page.near.setblocking(False)
    page.fd = page.near.fileno()
    return page
