"""The pictures of the demo products, drawn by ourselves: flat shapes on a soft ground."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image

from kaibo.console.demo.board import OVERSAMPLING, SIDE, Board, mix, scaled, soft_shadow
from kaibo.console.demo.shapes_hard import HARD
from kaibo.console.demo.shapes_soft import SOFT


def draw(name: str, tint: str) -> bytes:
    """A PNG of one product."""
    board = Board(tint)
    _stage(board)
    SHAPES[name](board)
    picture = board.image.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _stage(board: Board) -> None:
    """Wall, table and a blurred shadow under the product."""
    board.box(0, 72, 100, 28, board.shade(0.68))
    shadow = soft_shadow((18, 74, 82, 86), SIDE * OVERSAMPLING)
    board.image.paste(board.shade(-0.35), mask=shadow)


def _towel(b: Board) -> None:
    for index, light in enumerate((0.0, 0.3, 0.55)):
        y = 62 - index * 13
        b.box(24, y, 52, 15, b.shade(light), 6)
        b.box(24, y + 9, 52, 1.6, b.shade(light - 0.25))
    b.box(44, 34, 12, 45, mix((250, 247, 240), 0.2))
    b.box(46, 53, 8, 8, b.shade(-0.2), 1)


def _box(b: Board) -> None:
    b.shape([(20, 40), (80, 40), (76, 80), (24, 80)], b.shade(0.0))
    b.box(17, 33, 66, 9, b.shade(-0.22), 2)
    b.box(30, 50, 40, 22, b.shade(0.5), 2)
    b.box(44, 36, 12, 3, b.shade(0.4), 1.5)
    b.line([(30, 61), (70, 61)], b.shade(0.0), 0.8)


def _bedding(b: Board) -> None:
    b.box(12, 26, 76, 40, b.shade(-0.35), 5)
    b.box(14, 52, 72, 30, b.shade(0.75), 3)
    b.box(20, 42, 26, 16, (255, 252, 246), 6)
    b.box(54, 42, 26, 16, (255, 252, 246), 6)
    b.shape([(14, 60), (86, 56), (86, 84), (14, 84)], b.shade(0.15))
    b.shape([(14, 60), (86, 56), (86, 62), (14, 67)], b.shade(0.5))


def _pillow(b: Board) -> None:
    b.box(16, 42, 68, 38, b.shade(0.45), 16)
    b.box(20, 46, 60, 14, b.shade(0.7), 7)
    b.oval(34, 50, 32, 16, b.shade(0.3))
    for x in range(24, 80, 8):
        b.oval(x, 70, 1.6, 1.6, b.shade(-0.1))


def _cup(b: Board) -> None:
    b.box(36, 28, 28, 54, b.shade(0.0), 6)
    b.box(36, 28, 9, 54, b.shade(0.3), 5)
    b.box(35, 20, 30, 13, b.shade(-0.4), 4)
    b.box(58, 17, 6, 6, b.shade(-0.55), 2)
    b.box(36, 72, 28, 3, b.shade(-0.3))


def _wok(b: Board) -> None:
    b.pen.pieslice(scaled(14, 34, 74, 88), 0, 180, fill=b.shade(-0.1))
    b.oval(14, 52, 60, 18, b.shade(-0.5))
    b.oval(18, 54, 52, 13, b.shade(-0.25))
    b.line([(73, 60), (95, 50)], b.shade(-0.6), 4.5)
    for x, y in ((30, 58), (44, 62), (56, 57), (38, 64), (50, 59)):
        b.oval(x, y, 1.4, 1, b.shade(0.5))


def _dish(b: Board) -> None:
    b.oval(12, 60, 76, 24, (252, 252, 250))
    b.oval(20, 63, 60, 17, b.shade(0.6))
    b.pen.pieslice(scaled(27, 34, 73, 80), 0, 180, fill=(250, 250, 247))
    b.oval(27, 50, 46, 14, b.shade(0.2))
    b.oval(31, 52, 38, 10, b.shade(0.55))
    b.shape([(30, 66), (42, 60), (50, 66), (60, 59), (70, 66), (66, 70), (34, 70)], b.shade(-0.05))


def _board(b: Board) -> None:
    b.box(28, 20, 44, 62, b.shade(0.1), 5)
    b.box(32, 32, 36, 46, b.shade(0.35), 3)
    for x in (38, 45, 52, 59):
        b.line([(x, 33), (x, 77)], b.shade(0.15), 0.5)
    b.box(43, 23, 14, 4.5, b.shade(0.8), 2.2)


def _lamp(b: Board) -> None:
    b.shape([(38, 40), (66, 26), (96, 82), (20, 82)], (255, 250, 226))
    b.box(24, 78, 30, 5, b.shade(-0.45), 2.5)
    b.line([(38, 79), (30, 52), (52, 28)], b.shade(-0.4), 2.6)
    b.shape([(38, 36), (62, 20), (68, 29), (42, 44)], b.shade(0.0))


def _blanket(b: Board) -> None:
    b.box(20, 54, 60, 26, b.shade(0.1), 8)
    b.box(20, 44, 60, 20, b.shade(0.35), 8)
    b.shape([(52, 44), (80, 48), (80, 78), (60, 80)], b.shade(0.65))
    for x in range(26, 52, 6):
        for y in (50, 58, 68):
            b.oval(x, y, 3.2, 3.2, b.shade(0.5))


def _candle(b: Board) -> None:
    for x, light in ((14, 0.35), (40, 0.0), (66, 0.55)):
        b.box(x, 52, 20, 28, b.shade(light), 3)
        b.oval(x + 1, 49, 18, 6, (255, 248, 235))
        b.line([(x + 10, 52), (x + 10, 45)], (70, 60, 55), 0.8)
        b.oval(x + 7.6, 36, 4.8, 9, (255, 176, 59))
        b.oval(x + 8.8, 40, 2.4, 5, (255, 240, 190))
        b.box(x + 4, 62, 12, 9, (255, 252, 246), 1)


def _pods(b: Board) -> None:
    b.box(22, 40, 56, 42, b.shade(0.0), 6)
    b.box(22, 34, 56, 12, b.shade(-0.35), 4)
    b.box(32, 52, 36, 20, (255, 255, 255), 3)
    for x, y, light in ((36, 56, 0.2), (46, 60, 0.5), (56, 56, -0.1)):
        b.oval(x, y, 9, 9, b.shade(light))
        b.oval(x + 2, y + 1.5, 4, 4, b.shade(0.8))


SHAPES: dict[str, Callable[[Board], None]] = {
    "towel": _towel,
    "box": _box,
    "bedding": _bedding,
    "pillow": _pillow,
    "cup": _cup,
    "wok": _wok,
    "dish": _dish,
    "board": _board,
    "lamp": _lamp,
    "blanket": _blanket,
    "candle": _candle,
    "pods": _pods,
    **SOFT,
    **HARD,
}
