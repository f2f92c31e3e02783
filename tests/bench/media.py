"""Bench of live video: ``python -m tests.bench.media`` (``QUICK=1``: under a minute).

References of the same run on the same machine: ``ffmpeg -c copy`` for the remux, a bare loop of
``socket.send`` for the fan-out. The last line is JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from kaibo.media.packager import Fragment, Packager
from kaibo.media.rtmp import amf0
from kaibo.media.rtmp.chunks import Message, write
from kaibo.media.rtmp.session import MediaTag, MetaData, Session
from kaibo.media.segments import Segmenter
from kaibo.supervisor.postgres import Postgres

QUICK = os.environ.get("QUICK") == "1"
VIEWERS = 100
SECONDS = 4 if QUICK else 15
LOOPS = 10 if QUICK else 40


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="kaibo-bench-") as name:
        folder = Path(name)
        figures = remux(folder)
        figures |= live(folder)
    print(json.dumps(figures))  # noqa: T201


def remux(folder: Path) -> dict[str, float]:
    """CPU of chunks, AMF0, tags, fragments and segments against ``ffmpeg -c copy``."""
    sample = folder / "sample.flv"
    _ffmpeg("-f", "lavfi", "-i", "testsrc2=size=720x1280:rate=30", "-f", "lavfi", "-i", "sine",
            "-t", "8", "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "2500k", "-g", "60",
            "-pix_fmt", "yuv420p", "-c:a", "aac", str(sample))  # fmt: skip
    wire = b"".join(_wire(sample.read_bytes()))
    own = _own_cpu(wire) / LOOPS
    copy = ["-f", "mp4", "-movflags", "frag_keyframe+empty_moov+default_base_moof", "-c", "copy"]
    base = _child_cpu("-version")
    one = _child_cpu("-y", "-stream_loop", str(LOOPS - 1), "-i", str(sample), *copy,
                     str(folder / "copy.mp4"))  # fmt: skip
    return {
        "remux_cpu_percent_of_core_720p30": round(own / 8 * 100, 2),
        "remux_cpu_ratio_to_ffmpeg_copy": round(own / max((one - base) / LOOPS, 1e-6), 2),
    }


def _own_cpu(wire: bytes) -> float:
    started = time.process_time()
    for _ in range(LOOPS):
        session, packager, segmenter = Session(), Packager(), Segmenter(0, 0)
        list(session.receive(b"\x03" + bytes(3072)))
        session.is_publishing = True
        for at in range(0, len(wire), 65536):
            for event in session.receive(wire[at : at + 65536]):
                if isinstance(event, MetaData):
                    packager.metadata(event.values)
                elif isinstance(event, MediaTag):
                    for item in packager.take(event.is_video, event.timestamp, event.body, 0):
                        if isinstance(item, Fragment):
                            segmenter.add(item)
    return time.process_time() - started


def _wire(data: bytes) -> list[bytes]:
    """The FLV file as the RTMP messages of a publisher (chunks of 4096)."""
    out = [write(Message(1, 0, 0, (4096).to_bytes(4, "big")), 2, 128)]
    at = 13
    while at + 11 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 4], "big")
        stamp = int.from_bytes(data[at + 4 : at + 7], "big") | data[at + 7] << 24
        body = data[at + 11 : at + 11 + size]
        if data[at] == 18:
            body = amf0.encode("@setDataFrame") + body
        out.append(write(Message(data[at], stamp, 1, body), 4, 4096))
        at += 15 + size
    return out


def _ffmpeg(*args: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", *args], check=True, stdin=subprocess.DEVNULL)


def _child_cpu(*args: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["ffmpeg", "-v", "error", *args], check=True, stdout=subprocess.DEVNULL,
                   stdin=subprocess.DEVNULL)  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def live(folder: Path) -> dict[str, float]:
    """A real process, the built-in pusher, real Chromium, and viewers on raw sockets."""
    from tests.media.conftest import KEY, RTMP, Media, _rooms, wait_for
    from tests.media.page import build

    cluster = Postgres(folder / "postgres")
    cluster.prepare()
    server = cluster.spawn()
    cluster.wait_ready()
    media = Media(cluster.dsn, folder)
    env = os.environ | {"DATABASE_URL": cluster.dsn, "KAIBO_DATA": str(folder),
                        "PYTHONPATH": "src", "RTMP_PORT": str(RTMP)}  # fmt: skip
    try:
        command = [sys.executable, "-m", "django", "migrate", "-v0"]
        subprocess.run([*command, "--settings", "kaibo.console.settings"], env=env, check=True)
        _rooms(media)
        media.start()
        build(folder)
        pusher = subprocess.Popen(
            [sys.executable, "-m", "kaibo.media.pusher", "--key", KEY, "--barcode"], env=env,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait_for(lambda: media.status()["state"] == "up", 30)
            assert media.process is not None
            figures = _fan_out(media, media.process.pid, pusher.pid)
            return figures | _glass(folder)
        finally:
            pusher.terminate()
            pusher.wait()
            media.stop()
    finally:
        cluster.stop(server)


def _cpu(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _fan_out(media: Any, pid: int, pusher: int) -> dict[str, float]:
    from tests.media.conftest import HTTP

    request = (f"GET /live/one/ws HTTP/1.1\r\nHost: 127.0.0.1:{HTTP}\r\nUpgrade: websocket\r\n"
               "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n").encode()  # fmt: skip
    alone, paint = _cpu(pid), _cpu(pusher)
    time.sleep(SECONDS)
    alone, paint = (_cpu(pid) - alone) / SECONDS, (_cpu(pusher) - paint) / SECONDS
    with _Drain(HTTP, request):
        time.sleep(2)
        sent, cpu = _sent(media), _cpu(pid)
        time.sleep(SECONDS)
        sent, cpu = _sent(media) - sent, _cpu(pid) - cpu - alone * SECONDS
    writes = SECONDS * 1000 // 120 * VIEWERS
    reference = _send_loop(int(sent / writes), writes)
    rate = sent / max(cpu, 1e-6)
    return {
        "viewers": VIEWERS,
        "ingest_record_cpu_percent_of_core": round(alone * 100, 2),
        "pusher_cpu_percent_of_core": round(paint * 100, 1),
        "fanout_cpu_percent_of_core": round(cpu / SECONDS * 100, 1),
        "fanout_mbit_per_s": round(sent * 8 / SECONDS / 1e6, 1),
        "fanout_bytes_per_cpu_s_ratio_to_socket_send": round(rate / reference, 3),
    }


def _sent(media: Any) -> float:
    lines = media.get("/metrics").decode().splitlines()
    return float(next(x for x in lines if x.startswith("kaibo_media_sent_bytes ")).split()[1])


class _Drain:
    """A child process that reads and forgets what ``VIEWERS`` connections bring."""

    def __init__(self, port: int, request: bytes) -> None:
        context = multiprocessing.get_context("spawn")
        self._child = context.Process(target=_drain, args=(port, request), daemon=True)

    def __enter__(self) -> None:
        self._child.start()

    def __exit__(self, *_: object) -> None:
        self._child.kill()
        self._child.join()


def _drain(port: int, request: bytes) -> None:
    import selectors

    chooser = selectors.DefaultSelector()
    for _ in range(VIEWERS):
        peer = socket.create_connection(("127.0.0.1", port))
        peer.sendall(request)
        chooser.register(peer, selectors.EVENT_READ, peer)
    while True:
        for key, _mask in chooser.select():
            key.data.recv(1 << 20)


def _send_loop(size: int, writes: int) -> float:
    """Bytes per CPU second of the plainest sender, at the same pace."""
    data = bytes(size)
    with socket.create_server(("127.0.0.1", 0), backlog=VIEWERS) as door:
        with _Drain(door.getsockname()[1], b"x"):
            peers = [door.accept()[0] for _ in range(VIEWERS)]
            started = time.process_time()
            for _ in range(writes // VIEWERS):
                for peer in peers:
                    peer.send(data)
                time.sleep(0.01)
            used = time.process_time() - started
        for peer in peers:
            peer.close()
    return size * (writes // VIEWERS) * VIEWERS / max(used, 1e-6)


def _glass(folder: Path) -> dict[str, float]:
    """Drawn by the pusher to seen on the page, by the time code in the picture."""
    from tests.media.conftest import HTTP, wait_for
    from tests.media.page import opened

    with opened(folder, "one", HTTP, barcode=True) as page:
        wait_for(lambda: page.evaluate("player.quality().firstFrameMs"), 20)
        time.sleep(3)
        page.evaluate("lags.length = 0")
        time.sleep(SECONDS)
        lags = [float(lag) for lag in page.evaluate("lags") if 0 < lag < 60_000]
        quality = page.evaluate("player.quality()")
    cuts = statistics.quantiles(lags, n=20)
    return {
        "glass_to_glass_ms_p50": cuts[9],
        "glass_to_glass_ms_p95": cuts[18],
        "glass_samples": len(lags),
        "first_frame_ms": quality["firstFrameMs"],
        "stalls": quality["stalls"],
    }


if __name__ == "__main__":
    main()
