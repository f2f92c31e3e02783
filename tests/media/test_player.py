"""Real Chromium plays what a real encoder pushes, through the real player."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page
from tests.media.conftest import HTTP, Media, wait_for
from tests.media.page import build, opened


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    build(folder)
    return folder


def _time(page: Page) -> float:
    return float(page.evaluate("document.getElementById('v').currentTime"))


def _advances(page: Page, seconds: float = 90) -> None:
    start = _time(page)
    wait_for(lambda: _time(page) > start + 0.5, seconds)


def test_chromium_plays_and_resumes_after_kill_9_without_reload(media: Media, built: Path) -> None:
    pusher = media.push()
    with opened(built, "one", HTTP) as page:
        wait_for(lambda: "playing" in page.evaluate("states"))
        _advances(page)
        assert page.evaluate("player.quality().transport") == "ws"
        assert page.evaluate("player.quality().firstFrameMs") > 0
        loaded = page.evaluate("loads")
        pusher.kill()
        wait_for(lambda: page.evaluate("states").count("ended"))
        time.sleep(5)
        assert page.evaluate("states.at(-1)") == "ended"
        media.push(size="256x256")
        wait_for(lambda: page.evaluate("states").index("ended") < len(page.evaluate("states")) - 1)
        _advances(page)
        wait_for(lambda: page.evaluate("states.at(-1)") == "playing")
        assert page.evaluate("sizes.at(-1)") == 256
        assert page.evaluate("loads") == loaded
        off = page.evaluate("Date.now() - player.videoTime()")
        assert 0 < off < 60_000  # wall time of the picture, not time since the start


def test_player_reconnects_after_kill_9_of_media(media: Media, built: Path) -> None:
    media.push()
    with opened(built, "one", HTTP) as page:
        wait_for(lambda: "playing" in page.evaluate("states"))
        media.stop(signal.SIGKILL)
        wait_for(lambda: "reconnecting" in page.evaluate("states"))
        media.start()
        media.push()
        wait_for(lambda: page.evaluate("states.at(-1)") == "playing")
        _advances(page)


def test_chromium_plays_hls_when_there_is_no_media_source(media: Media, built: Path) -> None:
    media.push()
    wait_for(lambda: media.is_up() and b".m4s" in _playlist(media))
    with opened(built, "one", HTTP, "?hls") as page:
        assert page.evaluate("player.quality().transport") == "hls"
        _advances(page)


def _playlist(media: Media) -> bytes:
    try:
        return media.get("/live/one/index.m3u8")
    except OSError:
        return b""
