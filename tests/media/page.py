"""A minimal page with the real player, built by Vite, served on its own port; Chromium opens it."""

from __future__ import annotations

import http.server
import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

WEB = Path(__file__).parents[2] / "web"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--autoplay-policy=no-user-gesture-required"]  # fmt: skip
_BUILD = """
import { build } from 'vite'
const [entry, outDir] = process.argv.slice(1)
await build({ configFile: false, logLevel: 'error', publicDir: false,
  build: { outDir, emptyOutDir: true, lib: { entry, formats: ['es'], fileName: 'player' } } })
"""
_HTML = """<!doctype html><video id="v" width="270" height="480"></video>
<script type="module" src="page.js"></script>"""
_SCRIPT = """
import { createPlayer } from './built/player.js'
const video = document.getElementById('v')
window.states = []
window.loads = performance.now()
if (location.search === '?hls') delete window.MediaSource, delete window.ManagedMediaSource
window.player = createPlayer(video, SOURCES, { onState: (s) => window.states.push(s) })
window.lags = []
window.sizes = []
const canvas = new OffscreenCanvas(540, 16)
const pen = canvas.getContext('2d', { willReadFrequently: true })
const look = () => {
  window.sizes.push(video.videoWidth)
  if (WITH_BARCODE && video.videoWidth) {
    pen.drawImage(video, 0, 0, 540, 16, 0, 0, 540, 16)
    const pixels = pen.getImageData(0, 8, 540, 1).data
    let code = 0
    for (let bit = 0; bit < 32; bit++) code = code * 2 + (pixels[(bit * 16 + 8) * 4] > 125 ? 1 : 0)
    window.lags.push((Date.now() % 2 ** 32) - code)
  }
  video.requestVideoFrameCallback(look)
}
video.requestVideoFrameCallback(look)
"""


def build(folder: Path) -> None:
    """Bundle the player as a page would."""
    entry = str(WEB / "src/shared/player/index.ts")
    command = ["node", "--input-type=module", "-e", _BUILD, "--", entry, str(folder / "built")]
    subprocess.run(command, cwd=WEB, check=True, timeout=300)


@contextmanager
def opened(
    folder: Path, room: str, port: int, query: str = "", barcode: bool = False
) -> Iterator[Page]:
    """The page in Chromium, playing ``room`` of the media process at ``port``."""
    base = f"127.0.0.1:{port}/live/{room}"
    sources = json.dumps({"ws": f"ws://{base}/ws", "hls": f"http://{base}/index.m3u8"})
    script = _SCRIPT.replace("SOURCES", sources).replace("WITH_BARCODE", str(barcode).lower())
    (folder / "page.js").write_text(script)
    (folder / "index.html").write_text(_HTML)
    handler = partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
                page = browser.new_page()
                page.goto(f"http://127.0.0.1:{server.server_port}/{query}")
                yield page
                browser.close()
        finally:
            server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
