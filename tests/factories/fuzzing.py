"""An attack by frames on the gateway inside, of any length."""

from __future__ import annotations

import gc
import random
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import structlog
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning

from kaibo.interaction.wire import CLOSE_CODES
from kaibo.members.models import Viewer
from tests.factories.gateway import wait_alone
from tests.factories.gateway_inside import GatewayInside
from tests.factories.raw_frames import mutated, streams
from tests.factories.selling import stage

LINES, MOST = 8, 24  # lines at once, frames a line
TURNS = 20  # an example is played as it is, then mutated: drawing costs more than playing
# 1000 answers a page's own close; 1002, 1007, 1009 are the parser's words for what is no frame of
# ours: wrong bits, no mask, a broken word of goodbye, a length that is not true.
CODES = {*CLOSE_CODES, 1000, 1002, 1007, 1009}
EXAMPLES = 100  # a round: hypothesis keeps in mind each example of one, the gateway none
GROWTH = 60 * 2**20


@contextmanager
def gateway_inside() -> Iterator[GatewayInside]:
    """On the test database, with a room on air.

    Collections look only at what comes after, as in the gateway's own process: neither what
    earlier tests left nor the size of this process says anything of the gateway.
    """
    gc.collect()
    gc.freeze()
    Viewer.objects.create(pk=7, nickname="七")  # whose token all lines carry
    with tempfile.TemporaryDirectory(prefix="kb-fz-") as folder:
        made = GatewayInside(Path(folder), stage(stock=20).room.slug)
        before = structlog.get_config()
        structlog.configure(processors=[made.logs])
        made.start()
        try:
            yield made
        finally:
            made.stop()
            structlog.configure(**before)
            gc.unfreeze()
    wait_alone()


def _resident() -> int:
    """Bytes, without what the thinned-out collector has not got to yet."""
    gc.collect()
    return int(psutil.Process().memory_info().rss)


def attack(inside: GatewayInside, frames: int) -> None:
    """At least so many frames; nothing breaks, nothing stays, every end has its code."""
    inside.run(inside.greets())
    used: list[int] = []  # memory once a fifth is over: what examples are made of is warm then
    rounds = 0

    @settings(
        max_examples=min(EXAMPLES, max(10, frames // 500)), deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    @given(
        st.lists(streams(MOST), min_size=1, max_size=LINES), st.integers(0, LINES),
        st.integers(0, 2**32),
    )  # fmt: skip
    def example(lines: list[list[bytes]], greeted: int, seed: int) -> None:
        chance = random.Random(seed)
        for turn in range(TURNS):
            if inside.frames < frames:
                inside.run(inside.play(mutated(lines, chance) if turn else lines, greeted))
        if not used and inside.frames > frames // 5:
            used.append(_resident())
        assert not inside.complaints, inside.complaints
        assert set(inside.codes) <= CODES, inside.codes

    while inside.frames < frames:
        with warnings.catch_warnings():  # a failing example is long; its report hides why it failed
            warnings.simplefilter("ignore", HypothesisWarning)
            example()
        rounds += 1
        assert rounds < 1000, f"only {inside.frames} frames"
    inside.run(inside.greets())
    inside.run(inside.forgets())
    assert _resident() - used[0] < GROWTH
    assert inside.codes[4400] > 0, inside.codes
