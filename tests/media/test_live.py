"""Real encoders push, real clients play."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path

import numpy as np
import psycopg
import pytest
import websockets
from tests.media.conftest import HTTP, KEY, OTHER_KEY, RTMP, Media, wait_for

from kaibo.foundation.tokens import Claims, issue
from kaibo.media.pusher.scene import HEIGHT, WIDTH, read_barcode


async def _play(
    room: str = "one", count: int = 20, hellos: int = 1
) -> tuple[list[dict[str, object]], bytes]:
    """What a viewer gets until ``count`` parts (0.1 s each) followed the last of the hellos."""
    texts: list[dict[str, object]] = []
    parts: list[bytes] = []
    wanted = count
    address = f"ws://127.0.0.1:{HTTP}/live/{room}/ws"
    async with asyncio.timeout(120), websockets.connect(address) as socket:
        while len(parts) < wanted or _hellos(texts) < hellos:
            message = await socket.recv()
            if isinstance(message, bytes):
                parts.append(message)
                continue
            texts.append(json.loads(message))
            if texts[-1]["type"] == "hello":
                wanted = len(parts) + count
    return texts, b"".join(parts)


def _hellos(texts: list[dict[str, object]]) -> int:
    return sum(text["type"] == "hello" for text in texts)


def _probe(path: Path | str) -> dict[str, object]:
    done = subprocess.run(
        ["ffprobe", "-v", "error", "-show_streams", "-count_packets", "-of", "json",
         str(path)],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stderr == ""
    return {stream["codec_name"]: stream for stream in json.loads(done.stdout)["streams"]}


def _is_up(media: Media) -> bool:
    return media.is_up()


def _playlist(media: Media, path: str = "/live/one/index.m3u8") -> str:
    """Empty while there is none."""
    try:
        return media.get(path).decode()
    except urllib.error.HTTPError:
        return ""


def _segments(media: Media) -> list[str]:
    """Addresses of the live playlist."""
    return [line for line in _playlist(media).splitlines() if line[0] != "#"]


def _is_sending(media: Media) -> bool:
    """Whether pictures of this push have gone out."""
    return bool((media.status()["publisher"] or {}).get("frame_rate"))


async def test_push_reaches_a_websocket_viewer_as_valid_mp4(media: Media, tmp_path: Path) -> None:
    media.push()
    wait_for(lambda: _is_up(media))
    texts, data = await _play(count=40)
    assert texts[0]["type"] == "hello"
    assert (texts[0]["width"], texts[0]["height"]) == (320, 568)
    assert str(texts[0]["codecs"]).startswith("avc1.")
    assert str(texts[0]["codecs"]).endswith(",mp4a.40.2")
    (tmp_path / "play.mp4").write_bytes(data)
    streams = _probe(tmp_path / "play.mp4")
    assert int(streams["h264"]["nb_read_packets"]) > 50  # type: ignore[index]
    assert int(streams["aac"]["nb_read_packets"]) > 80  # type: ignore[index]
    decoded = await asyncio.to_thread(
        subprocess.run,
        ["ffmpeg", "-v", "error", "-i", tmp_path / "play.mp4", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert decoded.stderr == ""


def test_hls_playlist_plays_and_status_tells_the_stream(media: Media, tmp_path: Path) -> None:
    before = set(_segments(media))  # of the push of another test
    media.push(rate=30)
    wait_for(lambda: len(set(_segments(media)) - before) > 2)
    text = _playlist(media)
    assert "#EXT-X-PROGRAM-DATE-TIME:" in text
    assert "#EXT-X-MAP:URI=" in text
    names = [line for line in text.splitlines() if line[0] != "#" and line not in before]
    init = text.split('#EXT-X-MAP:URI="')[-1].split('"')[0]
    parts = [media.get(f"/live/one/{name}") for name in (init, *names[:2])]
    (tmp_path / "hls.mp4").write_bytes(b"".join(parts))
    streams = _probe(tmp_path / "hls.mp4")
    assert set(streams) == {"h264", "aac"}
    publisher = media.status()["publisher"]
    assert 5 < publisher["frame_rate"] < 60  # as it arrives: a busy encoder sends in bursts
    assert 900 <= publisher["keyframe_ms"] <= 1100
    assert publisher["bitrate"] > 50_000


def test_wrong_key_is_refused_and_logged(media: Media) -> None:
    pusher = media.push(key="no-such-key")
    _out, error = pusher.communicate(timeout=120)
    assert pusher.returncode != 0
    assert b"BadName" in error or b"not valid" in error or b"error" in error.lower()
    assert "wrong stream key" in media.log()
    assert not _is_up(media)


def test_other_codec_is_refused_with_a_reason(media: Media) -> None:
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=10",
         "-c:v", "flv1", "-t", "10", "-f", "flv", f"rtmp://127.0.0.1:{RTMP}/live/{KEY}"],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "Sorenson H.263 video is not supported" in media.log()


async def test_newest_push_wins_over_a_half_open_one_with_another_size(media: Media) -> None:
    first = media.push()
    wait_for(lambda: _is_up(media))
    watching = asyncio.create_task(_play(hellos=2))
    await asyncio.to_thread(wait_for, lambda: media.status()["viewers"])
    await asyncio.to_thread(wait_for, lambda: _is_sending(media))
    first.send_signal(signal.SIGSTOP)
    await asyncio.to_thread(media.push, size="256x256")
    texts, data = await watching
    hellos = [text for text in texts if text["type"] == "hello"]
    assert [hello["width"] for hello in hellos] == [320, 256]
    assert hellos[1]["epoch_ms"] == hellos[0]["epoch_ms"]
    assert float(str(hellos[1]["start_ms"])) > float(str(hellos[0]["start_ms"]))
    assert data.count(b"ftypiso5") == 2
    playlist = "/live/one/index.m3u8"
    await asyncio.to_thread(
        wait_for, lambda: b"#EXT-X-DISCONTINUITY\n#EXT-X-MAP" in media.get(playlist)
    )


def test_stream_state_is_told_after_a_grace(media: Media) -> None:
    state = "select stream_state from liveroom_room where slug='one'"
    wait_for(lambda: media.sql(state) == [("down",)])
    media.sql("delete from liveroom_roomevent")

    def told() -> list[str]:
        rows = media.sql("select body->>'state' from liveroom_roomevent order by id")
        return [row[0] for row in rows]

    media.push()
    wait_for(lambda: told() == ["up"])
    media.push(size="256x256")  # takes over at once, well within the grace: nobody is alarmed
    wait_for(lambda: media.is_up() and media.status()["publisher"]["width"] == 256)
    time.sleep(4)  # longer than the grace
    assert told() == ["up"]
    media.end_pushers()
    wait_for(lambda: told() == ["up", "down"])
    assert media.sql(state) == [("down",)]


def _staff(media: Media) -> str:
    (shop,) = media.sql("select shop_id from liveroom_room where slug='one'")[0]
    later = int(time.time()) + 600
    return issue(Claims(1, "staff", "S", {str(shop): ["operator"]}, expires_at=later))


@pytest.fixture
def token(media: Media, monkeypatch: pytest.MonkeyPatch) -> str:
    """A staff token signed with the key of the media process."""
    from kaibo.foundation import config as settings
    from kaibo.foundation import tokens

    changed = settings.from_environment({"KAIBO_DATA": str(media.folder)})
    monkeypatch.setattr(tokens, "config", lambda: changed)
    return _staff(media)


def test_recording_plays_by_time_and_survives_kill_9(media: Media, token: str) -> None:
    begun = int(time.time() * 1000)
    media.push()
    whole = f"/recordings/one/index.m3u8?from={begun}&to={begun + 3_600_000}&token={token}"
    wait_for(lambda: _is_up(media) and _playlist(media, whole).count("#EXTINF") > 5)
    assert media.status()["is_recording"]
    media.stop(signal.SIGKILL)
    media.start()
    first = media.get(whole).decode().split("#EXT-X-PROGRAM-DATE-TIME:")[1].split("\n")[0]
    start = int(datetime.fromisoformat(first).timestamp() * 1000)
    path = f"/recordings/one/index.m3u8?from={start + 1000}&to={start + 3000}"
    with pytest.raises(urllib.error.HTTPError, match="401"):
        media.get(path)
    text = media.get(f"{path}&token={token}").decode()
    assert text.rstrip().endswith("#EXT-X-ENDLIST")
    assert 2 <= text.count("#EXTINF") <= 4
    streams = _probe(f"http://127.0.0.1:{HTTP}{path}&token={token}")
    assert set(streams) == {"h264", "aac"}
    wait_for(lambda: not media.sql("select 1 from liveroom_recording where ended_at is null"))
    rows = media.sql("select seconds, size_bytes from liveroom_recording order by id desc limit 1")
    assert rows[0][0] >= 3
    assert rows[0][1] > 50_000
    name = next(line for line in text.splitlines() if "/video.mp4" in line and line[0] != "#")
    url = f"http://127.0.0.1:{HTTP}/recordings/one/{name}"
    request = urllib.request.Request(url, headers={"Range": "bytes=4-7"})
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 206
        assert answer.read() == b"ftyp"


def test_unknown_things_are_404_and_bad_ranges_422(media: Media, token: str) -> None:
    for path, code in (
        ("/live/nowhere/index.m3u8", 404),
        ("/live/one/999.m4s", 404),
        (f"/recordings/one/index.m3u8?from=x&token={token}", 422),
        (f"/recordings/one/index.m3u8?from=9&to=3&token={token}", 422),
        (f"/recordings/one/20260101T000000.000/video.mp4?token={token}", 404),
        ("/recordings/one/index.m3u8?token=forged", 401),
    ):
        with pytest.raises(urllib.error.HTTPError) as caught:
            media.get(path)
        assert caught.value.code == code


async def test_streams_go_on_while_the_database_is_away(media: Media) -> None:
    """PostgreSQL is cut off; the room learns of the change when it is back."""
    state = "select stream_state from liveroom_room where slug='one'"
    wait_for(lambda: media.sql(state) == [("down",)])
    with psycopg.connect(media.dsn.replace("/media_live", "/postgres"), autocommit=True) as admin:
        admin.execute("alter database media_live allow_connections false")
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname='media_live'"
        )
        try:
            media.push()  # with a key that is remembered
            wait_for(lambda: _is_up(media))
            texts, data = await _play()
            assert texts[0]["type"] == "hello"
            assert len(data) > 10_000
            assert not json.loads(media.get("/healthz"))["database"]
        finally:
            admin.execute("alter database media_live allow_connections true")
    wait_for(lambda: media.sql(state) == [("up",)])


async def test_disk_guard_stops_the_recording_and_not_the_stream(
    media: Media, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAIBO_DISK_RECORDINGS_MB", "999999999")
    await asyncio.to_thread(media.stop)
    await asyncio.to_thread(media.start)
    media.push()
    wait_for(lambda: _is_up(media))
    texts, data = await _play(count=30)
    assert texts[0]["type"] == "hello"
    assert len(data) > 10_000
    assert not media.status()["is_recording"]
    monkeypatch.delenv("KAIBO_DISK_RECORDINGS_MB")
    await asyncio.to_thread(media.stop)
    await asyncio.to_thread(media.start)


def test_off_air_only_minutes_are_kept_and_a_show_keeps_what_led_to_it(media: Media) -> None:
    folder = media.folder / "recordings" / "two"
    rows = "select folder from liveroom_recording where folder like 'two/%%' order by id"
    media.push(key=OTHER_KEY)
    wait_for(lambda: list(folder.glob("*/off-air")))
    assert media.status("two")["is_recording"]
    assert media.sql(rows) == []
    try:
        media.sql("update liveroom_room set is_on_air = true where slug = 'two'")
        wait_for(lambda: media.sql(rows))
        assert not list(folder.glob("*/off-air"))
    finally:
        media.sql("update liveroom_room set is_on_air = false where slug = 'two'")
    wait_for(lambda: list(folder.glob("*/off-air")))
    ended = "select 1 from liveroom_recording where folder like 'two/%%' and ended_at is not null"
    wait_for(lambda: media.sql(ended))
    assert len(list(folder.iterdir())) == 2


def test_builtin_pusher_shows_the_time_in_its_picture(media: Media, tmp_path: Path) -> None:
    env = os.environ | {
        "RTMP_PORT": str(RTMP), "PYTHONPATH": "src", "KAIBO_DATA": str(tmp_path),
        "DATABASE_URL": media.dsn,
    }  # fmt: skip
    command = [sys.executable, "-m", "kaibo.media.pusher", "--room", "one", "--barcode"]
    pusher = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    media.pushers.append(pusher)
    wait_for(lambda: _is_up(media))
    _texts, data = asyncio.run(_play())
    (tmp_path / "play.mp4").write_bytes(data)
    picture = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", tmp_path / "play.mp4", "-frames:v", "1",
         "-f", "rawvideo", "-pix_fmt", "yuv420p", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    luma = np.frombuffer(picture, np.uint8)[: WIDTH * HEIGHT].reshape(HEIGHT, WIDTH)
    age = (int(time.time() * 1000) % 2**32) - read_barcode(luma)
    assert 0 < age < 120_000
