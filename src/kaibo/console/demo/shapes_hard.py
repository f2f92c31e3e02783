"""Drawings of hard goods: metal, glass, wood and clay."""

from __future__ import annotations

from kaibo.console.demo.board import Board

STEEL = (198, 203, 208)
WOOD = (178, 132, 88)
CREAM = (252, 249, 240)


def pot(b: Board) -> None:
    b.box(20, 48, 60, 32, b.shade(0.0), 8)
    b.box(20, 48, 16, 32, b.shade(0.22), 7)
    b.box(17, 42, 66, 8, b.shade(-0.15), 4)
    b.oval(24, 32, 52, 18, b.shade(0.1))
    b.oval(45, 27, 10, 8, (214, 184, 110))
    b.box(10, 52, 12, 6, b.shade(-0.25), 3)
    b.box(78, 52, 12, 6, b.shade(-0.25), 3)


def steamer(b: Board) -> None:
    for index in range(3):
        b.box(20, 62 - index * 14, 60, 15, STEEL, 3)
        b.box(20, 62 - index * 14, 14, 15, (228, 231, 234), 3)
        b.box(12, 66 - index * 14, 10, 4, (60, 60, 64), 2)
        b.box(78, 66 - index * 14, 10, 4, (60, 60, 64), 2)
    b.oval(20, 24, 60, 18, b.shade(0.6))
    b.oval(46, 20, 8, 7, (60, 60, 64))


def milkpan(b: Board) -> None:
    b.box(16, 50, 44, 28, b.shade(0.1), 6)
    b.oval(16, 45, 44, 12, b.shade(-0.3))
    b.oval(20, 47, 36, 8, CREAM)
    b.line([(58, 54), (92, 44)], WOOD, 4)


def kettle(b: Board) -> None:
    b.shape([(32, 34), (64, 34), (72, 78), (24, 78)], b.shade(0.35))
    b.shape([(32, 34), (44, 34), (40, 78), (24, 78)], b.shade(0.6))
    b.shape([(32, 38), (18, 32), (30, 52)], b.shade(0.2))
    b.line([(66, 38), (84, 42), (82, 66), (70, 70)], b.shade(-0.5), 4)
    b.box(34, 28, 28, 7, b.shade(-0.4), 3)
    b.box(26, 77, 46, 5, b.shade(-0.55), 2)


def teapot(b: Board) -> None:
    b.oval(24, 38, 46, 42, b.shade(0.6))
    b.oval(28, 54, 38, 24, (196, 130, 60))
    b.shape([(66, 52), (86, 40), (88, 45), (68, 66)], b.shade(0.5))
    b.line([(26, 50), (12, 54), (14, 68), (28, 72)], b.shade(0.4), 2.6)
    b.oval(36, 32, 22, 9, b.shade(0.2))
    b.oval(44, 27, 6, 6, WOOD)


def mug(b: Board) -> None:
    for x, light in ((14, 0.05), (52, 0.7)):
        b.line([(x + 26, 52), (x + 36, 56), (x + 34, 68), (x + 26, 70)], b.shade(light - 0.15), 3)
        b.box(x, 42, 28, 36, b.shade(light), 4)
        b.box(x, 42, 28, 14, b.shade(min(0.85, light + 0.3)), 4)
        b.oval(x, 38, 28, 9, b.shade(-0.4))


def knives(b: Board) -> None:
    b.shape([(30, 46), (74, 46), (80, 82), (26, 82)], WOOD)
    for index in range(4):
        x = 34 + index * 10
        b.box(x, 22, 6, 26, (44, 44, 48), 2)
        b.box(x + 1, 40, 4, 8, STEEL)
    b.box(34, 60, 38, 3, (150, 108, 70), 1.5)


def spatula(b: Board) -> None:
    b.box(32, 54, 36, 28, b.shade(0.35), 4)
    for index, light in enumerate((0.0, -0.2, 0.1, -0.1)):
        x = 36 + index * 8
        b.line([(x, 62), (x - 6 + index * 4, 30)], WOOD, 2.4)
        b.oval(x - 11 + index * 4, 14, 10, 18, b.shade(light))


def bento(b: Board) -> None:
    b.box(14, 44, 72, 36, b.shade(0.1), 6)
    b.box(18, 48, 40, 28, CREAM, 4)
    b.box(60, 48, 22, 13, (224, 140, 90), 3)
    b.box(60, 63, 22, 13, (128, 166, 92), 3)
    for x in range(22, 54, 6):
        b.oval(x, 54, 4, 3, b.shade(0.7))
    b.box(14, 34, 72, 9, b.shade(-0.2), 4)


def scale(b: Board) -> None:
    b.box(18, 42, 64, 38, CREAM, 6)
    b.oval(26, 36, 48, 22, STEEL)
    b.oval(30, 38, 40, 17, (226, 229, 232))
    b.box(34, 64, 32, 11, (42, 58, 52), 2)
    b.box(38, 67, 24, 5, (150, 220, 160), 1)


def cookset(b: Board) -> None:
    b.oval(8, 58, 46, 18, b.shade(-0.45))
    b.oval(12, 60, 38, 12, b.shade(-0.2))
    b.line([(10, 66), (2, 56)], (60, 60, 64), 3.4)
    b.box(44, 40, 44, 30, (181, 84, 75), 7)
    b.oval(46, 30, 40, 14, (196, 106, 96))
    b.box(38, 66, 28, 17, (227, 201, 168), 4)
    b.line([(64, 70), (80, 78)], WOOD, 3)


def hanger(b: Board) -> None:
    b.line([(8, 22), (92, 22)], (150, 150, 152), 2)
    for index in range(5):
        x = 18 + index * 16
        b.line([(x, 22), (x + 3, 30), (x, 36)], STEEL, 1.4)
        b.line([(x - 12, 56), (x, 36), (x + 14, 58)], b.shade(-0.1 + index * 0.12), 3)
        b.line([(x - 12, 56), (x + 14, 58)], b.shade(-0.1 + index * 0.12), 2)


def drawer(b: Board) -> None:
    for row in range(3):
        for column in range(2):
            x, y = 18 + column * 33, 24 + row * 20
            b.box(x, y, 31, 18, b.shade(0.7), 2)
            b.box(x + 2, y + 2, 27, 14, b.shade(0.4), 2)
            b.oval(x + 6, y + 7, 18, 8, b.shade(-0.1 - row * 0.15))


def caddy(b: Board) -> None:
    for y in (44, 70):
        b.box(16, y, 68, 4, b.shade(-0.3), 2)
        b.line([(16, y - 8), (84, y - 8)], b.shade(-0.2), 1.2)
    for x, y, light in ((24, 26, 0.3), (40, 22, 0.6), (60, 28, 0.0), (30, 54, 0.5), (58, 50, 0.2)):
        b.box(x, y, 11, 18, b.shade(light), 3)


def mop(b: Board) -> None:
    b.line([(62, 12), (46, 68)], STEEL, 2.4)
    b.shape([(24, 68), (66, 68), (72, 80), (18, 80)], b.shade(0.1))
    for x in range(18, 72, 4):
        b.box(x, 78, 3, 5, CREAM, 1)
    b.box(70, 46, 18, 34, b.shade(0.45), 4)


def lint(b: Board) -> None:
    for x, w, h in ((16, 18, 52), (42, 14, 42), (66, 10, 32)):
        b.box(x, 80 - h, w, h * 0.6, b.shade(0.45), 3)
        b.line([(x + w / 2, 80 - h * 0.4), (x + w / 2, 80)], b.shade(-0.2), 3)


def night(b: Board) -> None:
    b.oval(10, 20, 80, 66, (255, 244, 214))
    b.oval(26, 34, 48, 44, (255, 250, 236))
    b.oval(32, 40, 36, 34, b.shade(0.45))
    b.oval(40, 48, 20, 20, (255, 252, 240))
    b.oval(48, 68, 4, 4, b.shade(-0.3))


def floorlamp(b: Board) -> None:
    b.shape([(56, 34), (84, 34), (98, 84), (42, 84)], (255, 250, 226))
    b.line([(20, 82), (22, 26), (44, 14), (68, 22)], b.shade(0.0), 2)
    b.shape([(60, 20), (78, 20), (84, 34), (54, 34)], b.shade(-0.2))
    b.box(10, 80, 22, 4, b.shade(-0.3), 2)


def clock(b: Board) -> None:
    b.oval(18, 16, 64, 64, b.shade(0.0))
    b.oval(22, 20, 56, 56, CREAM)
    for x, y in ((49, 23), (49, 71), (25, 47), (73, 47)):
        b.box(x, y, 2.4, 2.4, b.shade(-0.3))
    b.line([(50, 48), (50, 30)], (60, 54, 48), 1.8)
    b.line([(50, 48), (64, 54)], (60, 54, 48), 1.8)
    b.oval(48, 46, 4, 4, (190, 80, 60))


def umbrella(b: Board) -> None:
    b.pen.pieslice(b.scaled(14, 18, 86, 84), 180, 360, fill=b.shade(0.0))
    b.pen.pieslice(b.scaled(34, 18, 66, 84), 180, 360, fill=b.shade(0.25))
    b.line([(50, 50), (50, 78), (56, 82), (60, 77)], (70, 66, 62), 2)
    b.line([(50, 18), (50, 12)], (70, 66, 62), 1.6)


def plate(b: Board) -> None:
    b.box(14, 40, 72, 42, b.shade(0.15), 16)
    b.box(19, 44, 36, 34, b.shade(0.5), 12)
    b.box(58, 44, 23, 15, b.shade(0.5), 7)
    b.box(58, 62, 23, 16, b.shade(0.5), 7)
    b.oval(26, 54, 10, 9, (224, 140, 90))
    b.oval(64, 66, 10, 8, (128, 166, 92))
    b.line([(86, 30), (78, 50)], b.shade(-0.2), 2.6)


HARD = {
    each.__name__: each
    for each in (
        pot, steamer, milkpan, kettle, teapot, mug, knives, spatula, bento, scale, cookset, hanger,
        drawer, caddy, mop, lint, night, floorlamp, clock, umbrella, plate,
    )
}  # fmt: skip
