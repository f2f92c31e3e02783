"""Drawings of soft goods: cloth, paper, bags and food."""

from __future__ import annotations

from kaibo.console.demo.board import Board, mix

CREAM = (252, 249, 240)


def quilt(b: Board) -> None:
    for index, light in enumerate((0.15, 0.35, 0.55)):
        b.box(18, 62 - index * 12, 64, 17, b.shade(light), 8)
    for x in range(24, 78, 9):
        b.line([(x, 42), (x + 2, 52)], b.shade(0.3), 0.6)
    b.box(42, 37, 14, 43, b.shade(-0.1), 3)


def sheet(b: Board) -> None:
    b.shape([(16, 54), (84, 54), (90, 70), (10, 70)], b.shade(0.6))
    b.box(10, 68, 80, 14, b.shade(0.2), 4)
    b.line([(12, 76), (88, 76)], b.shade(-0.2), 1)
    b.shape([(16, 54), (50, 54), (36, 70), (10, 70)], b.shade(0.72))


def bath(b: Board) -> None:
    b.line([(10, 26), (90, 26)], (150, 150, 152), 2)
    b.box(26, 25, 48, 54, b.shade(0.2), 3)
    b.box(26, 25, 24, 46, b.shade(0.4), 3)
    for y in (64, 68):
        b.box(26, y, 48, 1.4, b.shade(-0.2))


def tissue(b: Board) -> None:
    for index in range(3):
        b.box(20 + index * 3, 60 - index * 14, 56, 17, b.shade(0.1 + index * 0.2), 5)
    b.oval(38, 30, 28, 9, b.shade(-0.1))
    b.shape([(42, 34), (50, 18), (56, 24), (62, 34)], CREAM)


def cushion(b: Board) -> None:
    b.box(44, 34, 42, 42, b.shade(0.7), 10)
    b.box(16, 38, 42, 42, b.shade(0.05), 10)
    b.line([(20, 76), (54, 42)], b.shade(0.25), 0.8)
    b.line([(20, 42), (54, 76)], b.shade(0.25), 0.8)


def mattress(b: Board) -> None:
    b.shape([(18, 50), (82, 50), (92, 64), (8, 64)], b.shade(0.65))
    b.box(8, 63, 84, 16, b.shade(0.15), 4)
    for x in range(12, 90, 6):
        b.oval(x, 69, 2.4, 2.4, b.shade(-0.15))
    for x in range(26, 80, 12):
        b.line([(x, 51), (x - 4, 63)], b.shade(0.45), 0.6)


def curtain(b: Board) -> None:
    b.line([(12, 20), (88, 20)], (110, 100, 92), 2.4)
    for index in range(7):
        b.box(20 + index * 8.6, 20, 9, 60, b.shade(0.25 if index % 2 else 0.0), 3)
    b.box(18, 20, 64, 4, b.shade(-0.25))


def chopsticks(b: Board) -> None:
    b.box(18, 62, 64, 16, b.shade(0.6), 3)
    for index in range(6):
        x = 24 + index * 9
        b.line([(x, 74), (x + 10, 24)], b.shade(-0.3 + index % 3 * 0.25), 2)
        b.line([(x + 9.2, 30), (x + 10, 24)], (214, 184, 110), 2)


def apron(b: Board) -> None:
    b.line([(38, 24), (50, 12), (62, 24)], b.shade(-0.3), 1.6)
    b.shape([(36, 24), (64, 24), (76, 46), (76, 82), (24, 82), (24, 46)], b.shade(0.1))
    b.box(38, 54, 24, 16, b.shade(0.35), 2)
    b.line([(24, 48), (8, 54)], b.shade(-0.3), 1.4)
    b.line([(76, 48), (92, 54)], b.shade(-0.3), 1.4)


def vacuum(b: Board) -> None:
    b.box(16, 28, 68, 50, mix((255, 255, 255), 0.0), 5)
    b.box(20, 36, 60, 38, b.shade(0.35), 8)
    b.box(20, 50, 60, 24, b.shade(0.05), 8)
    b.box(16, 26, 68, 4, b.shade(-0.3), 2)
    b.oval(64, 60, 9, 9, b.shade(-0.4))


def gloves(b: Board) -> None:
    for x in (18, 54):
        b.box(x, 42, 24, 40, b.shade(0.1), 4)
        for index in range(4):
            b.box(x + index * 6.2, 20 + abs(index - 1.5) * 4, 5.4, 30, b.shade(0.1), 2.7)
        b.box(x, 76, 24, 5, b.shade(0.55), 2)


def rug(b: Board) -> None:
    b.shape([(22, 44), (90, 44), (78, 82), (8, 82)], b.shade(0.1))
    b.shape([(27, 48), (84, 48), (74, 78), (15, 78)], b.shade(0.4))
    b.shape([(44, 56), (60, 52), (62, 68), (40, 72)], b.shade(-0.1))
    for x in range(9, 78, 4):
        b.line([(x, 82), (x - 1, 86)], b.shade(0.6), 0.8)


def slipper(b: Board) -> None:
    for x, y in ((14, 48), (44, 56)):
        b.oval(x, y, 44, 22, b.shade(0.45))
        b.oval(x + 2, y + 5, 40, 18, b.shade(0.15))
        b.shape([(x + 18, y), (x + 42, y + 4), (x + 42, y + 18), (x + 16, y + 18)], b.shade(-0.15))


def sack(b: Board) -> None:
    b.shape([(28, 26), (72, 26), (78, 82), (22, 82)], b.shade(0.3))
    b.shape([(30, 18), (70, 18), (72, 27), (28, 27)], b.shade(0.05))
    b.box(36, 40, 28, 28, CREAM, 3)
    b.oval(44, 46, 12, 16, b.shade(-0.1))
    for x, y in ((16, 84), (24, 87), (70, 86), (80, 84)):
        b.oval(x, y, 3, 1.8, CREAM)


def nuts(b: Board) -> None:
    b.box(14, 34, 72, 46, b.shade(-0.3), 4)
    for row in range(2):
        for index in range(4):
            x, y = 18 + index * 17, 38 + row * 20
            b.box(x, y, 14, 17, b.shade(0.55 - index * 0.12), 2)
            b.oval(x + 4, y + 6, 6, 6, b.shade(-0.1))


def cake(b: Board) -> None:
    b.oval(18, 30, 64, 54, CREAM)
    b.oval(24, 36, 52, 42, b.shade(0.0))
    b.oval(34, 44, 32, 26, b.shade(0.18))
    for x, y in ((40, 50), (52, 56), (46, 64), (58, 48)):
        b.line([(x, y), (x + 5, y - 2)], b.shade(-0.3), 1)


def pastry(b: Board) -> None:
    b.box(14, 44, 72, 38, mix((150, 60, 48), 0.1), 4)
    for row in range(2):
        for index in range(4):
            x, y = 17 + index * 17, 47 + row * 17
            b.oval(x, y, 15, 14, b.shade(0.15))
            b.oval(x + 3, y + 2, 7, 5, b.shade(0.5))
            b.oval(x + 6, y + 4, 2, 1.4, (60, 42, 30))


def sleepbag(b: Board) -> None:
    b.box(32, 20, 36, 40, b.shade(0.3), 12)
    b.box(30, 46, 18, 36, b.shade(0.3), 8)
    b.box(52, 46, 18, 36, b.shade(0.3), 8)
    b.box(20, 28, 18, 9, b.shade(0.3), 4)
    b.box(62, 28, 18, 9, b.shade(0.3), 4)
    b.line([(50, 22), (50, 58)], CREAM, 1.2)
    b.oval(42, 14, 16, 12, b.shade(0.7))


def petbed(b: Board) -> None:
    b.oval(12, 44, 76, 38, b.shade(-0.1))
    b.oval(22, 48, 56, 24, b.shade(0.6))
    b.oval(12, 40, 76, 20, b.shade(0.15))
    b.oval(22, 44, 56, 16, b.shade(0.65))
    for x, y in ((46, 52), (41, 48), (46, 46), (51, 48)):
        b.oval(x, y, 5, 3.4, b.shade(0.2))


SOFT = {
    each.__name__: each
    for each in (
        quilt, sheet, bath, tissue, cushion, mattress, curtain, chopsticks, apron, vacuum, gloves,
        rug, slipper, sack, nuts, cake, pastry, sleepbag, petbed,
    )
}  # fmt: skip
