"""Turned goods in the round: a profile spun about its axis, with a wrapped skin, seen from all
sides. The eye and the lamp stand still, so one projection serves every frame of a 360° set."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from kaibo.console.demo.board import mix, rgb, soft_shadow

Floats = npt.NDArray[np.floating]
Profile = tuple[tuple[float, float], ...]  # (height, radius), height 0 … 1 from the foot up
Skin = Callable[[ImageDraw.ImageDraw, tuple[int, int, int]], None]

FRAMES = 24
SKIN = (1440, 480)  # pixels around × up
TILT = np.radians(16)  # the eye looks down this much
LAMP = np.array([-0.45, 0.62, 0.64])


@dataclass(frozen=True, slots=True)
class View:
    """Where each pixel looks: angle and height on the surface, light, and whether it is hit."""

    angle: Floats
    height: Floats
    light: Floats
    shine: Floats
    hit: npt.NDArray[np.bool_]


def spin(name: str, tint: str, side: int = 480, frames: int = FRAMES) -> list[bytes]:
    """PNG frames of one turn, ``side`` pixels square, the first as the picture shows it."""
    profile, skin = TURNED[name]
    view = _view(profile, side * 2)
    wrap = _skin(skin, tint)
    ground = _ground(tint, side * 2, profile)
    turns = np.linspace(0, 2 * np.pi, frames, endpoint=False)
    return [_soften(_frame(view, wrap, ground, float(turn)), side) for turn in turns]


def picture(name: str, tint: str, side: int = 600) -> bytes:
    """A PNG of the goods from the front."""
    return spin(name, tint, side, 1)[0]


def _soften(pixels: Floats, side: int) -> bytes:
    """Rendered twice as large, so that edges come out smooth."""
    large = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    buffer = io.BytesIO()
    large.resize((side, side), Image.Resampling.BOX).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _frame(view: View, wrap: Floats, ground: Floats, turn: float) -> Floats:
    around = ((view.angle + turn) / (2 * np.pi) % 1.0 * (SKIN[0] - 1)).astype(int)
    up = ((1 - view.height) * (SKIN[1] - 1)).astype(int)
    color = wrap[up, around] * view.light[..., None] + 255 * view.shine[..., None]
    return np.where(view.hit[..., None], color, ground)


@cache
def _view(profile: Profile, side: int) -> View:
    """Splat the surface nearest last, so that what is in front stays."""
    up, radius, rise, widen = _outline(profile, side)
    around = np.linspace(-np.pi, np.pi, round(side * 1.6), endpoint=False, dtype=np.float32)
    sine, cosine = np.sin(around), np.cos(around)
    normals = np.stack(np.broadcast_arrays(rise * sine, -widen, rise * cosine))
    seen = normals[1] * np.sin(TILT) + normals[2] * np.cos(TILT) > 0
    points = np.stack(np.broadcast_arrays(radius * sine, up, radius * cosine))[:, seen]
    order = np.argsort(points[1] * np.sin(TILT) + points[2] * np.cos(TILT), kind="stable")
    x, y = _project(points[:, order], side)
    angle, height = (grid[seen][order] for grid in np.broadcast_arrays(around, up))
    light, shine = _lit(normals[:, seen][:, order])
    hit = np.zeros((side, side), dtype=bool)
    hit[y, x] = True

    def plane(values: Floats) -> Floats:
        made = np.zeros((side, side))
        made[y, x] = values
        return made

    return View(plane(angle), plane(height), plane(light), plane(shine), hit)


def _lit(normals: Floats) -> tuple[Floats, Floats]:
    """Diffuse light (0.5 … 1.1) and gloss (0 … 0.35) of unit normals, shape 3 × n."""
    eye = np.array([0.0, np.sin(TILT), np.cos(TILT)])
    half = (LAMP + eye) / np.linalg.norm(LAMP + eye)
    light = 0.5 + 0.6 * np.clip(LAMP @ normals, 0, 1)
    return light, 0.35 * np.clip(half @ normals, 0, 1) ** 40


def _outline(profile: Profile, side: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Heights, radii and the unit tangent along the profile, as columns.

    The profile is walked by its length, so that lids are as dense as walls; its corners are
    rounded a little in the tangents only.
    """
    knots = np.array(profile)
    walked = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(knots, axis=0), axis=1))])
    along = np.linspace(0, walked[-1], round(side * 1.05 * walked[-1]))
    up, radius = (np.interp(along, walked, knots[:, axis]) for axis in (0, 1))
    rise, widen = _smooth(np.gradient(up)), _smooth(np.gradient(radius))
    length = np.hypot(rise, widen) + 1e-12
    lines = (up, radius, rise / length, widen / length)
    return tuple(line.astype(np.float32)[:, None] for line in lines)  # type: ignore[return-value]


def _smooth(line: Floats) -> Floats:
    width = max(3, len(line) // 40)
    padded = np.pad(line, width // 2, mode="edge")
    return np.convolve(padded, np.ones(width) / width, mode="same")[width // 2 :][: len(line)]


def _project(points: Floats, side: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    flat = (points[1] - 0.5) * np.cos(TILT) - points[2] * np.sin(TILT)
    scale = side * 0.66
    x = (side / 2 + points[0] * scale).astype(np.int64)
    y = (side * 0.52 - flat * scale).astype(np.int64)
    return np.clip(x, 0, side - 1), np.clip(y, 0, side - 1)


def _skin(paint: Skin, tint: str) -> Floats:
    color = rgb(tint)
    image = Image.new("RGB", SKIN, color)
    paint(ImageDraw.Draw(image), color)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(1.2)), dtype=np.float64)


def _ground(tint: str, side: int, profile: Profile) -> Floats:
    """Wall, table and a soft shadow."""
    color = rgb(tint)
    image = Image.new("RGB", (side, side), mix(color, 0.84))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, side * 0.7, side, side), fill=mix(color, 0.7))
    foot = max(radius for height, radius in profile if height < 0.35)
    wide = foot * 72
    shadow = soft_shadow((50 - wide, 82 - wide * 0.32, 50 + wide * 1.1, 82 + wide * 0.3), side)
    image.paste(mix(color, -0.4), mask=shadow)
    return np.asarray(image, dtype=np.float64)


# Skins: x runs once around, y from the top (0) to the foot.


def _band(pen: ImageDraw.ImageDraw, top: float, bottom: float, color: tuple[int, int, int]) -> None:
    pen.rectangle((0, top * SKIN[1], SKIN[0], bottom * SKIN[1]), fill=color)


def _leaf_label(pen: ImageDraw.ImageDraw, color: tuple[int, int, int], top: float) -> None:
    """Front and back label with the shop's leaf."""
    for center in (SKIN[0] * 0.5, 0, SKIN[0]):
        y = top * SKIN[1]
        pen.rounded_rectangle((center - 170, y, center + 170, y + 190), 22, fill=(252, 249, 242))
        pen.ellipse((center - 70, y + 45, center + 10, y + 145), fill=color)
        pen.ellipse((center - 10, y + 30, center + 70, y + 130), fill=mix(color, 0.35))
        pen.rectangle((center - 90, y + 160, center + 90, y + 168), fill=mix(color, 0.2))


def _bottle(pen: ImageDraw.ImageDraw, color: tuple[int, int, int]) -> None:
    _band(pen, 0, 0.2, mix(color, -0.45))
    _leaf_label(pen, color, 0.42)


def _tin(pen: ImageDraw.ImageDraw, color: tuple[int, int, int]) -> None:
    _band(pen, 0, 0.2, mix(color, -0.3))
    _band(pen, 0.2, 0.22, (214, 184, 110))
    _leaf_label(pen, color, 0.38)


def _scent(pen: ImageDraw.ImageDraw, color: tuple[int, int, int]) -> None:
    _band(pen, 0.2, 0.3, (214, 184, 110))
    _leaf_label(pen, color, 0.52)


def _jar(pen: ImageDraw.ImageDraw, color: tuple[int, int, int]) -> None:
    _band(pen, 0, 0.22, (244, 240, 230))
    _leaf_label(pen, color, 0.46)


def _stripes(pen: ImageDraw.ImageDraw, color: tuple[int, int, int]) -> None:
    for index in range(0, 12, 2):
        _band(pen, index / 12, (index + 0.55) / 12, mix(color, 0.4))


def _glaze(pen: ImageDraw.ImageDraw, color: tuple[int, int, int]) -> None:
    _band(pen, 0, 0.42, mix(color, 0.72))
    for index in range(16):
        x, drop = index * SKIN[0] / 16, 0.42 + 0.11 * ((index * 7) % 5) / 4
        box = (x, 0.36 * SKIN[1], x + SKIN[0] / 16, drop * SKIN[1])
        pen.rounded_rectangle(box, 30, fill=mix(color, 0.72))


def _waves(pen: ImageDraw.ImageDraw, color: tuple[int, int, int]) -> None:
    _band(pen, 0, 1, (250, 248, 243))
    for row in range(3):
        for index in range(24):
            x, y = index * SKIN[0] / 24 + row * 30, (0.5 + row * 0.14) * SKIN[1]
            pen.arc((x, y, x + 60, y + 70), 180, 360, fill=color, width=9)
    _band(pen, 0.4, 0.44, mix(color, -0.2))


def _weave(pen: ImageDraw.ImageDraw, color: tuple[int, int, int]) -> None:
    for row in range(16):
        for index in range(36):
            x, y = (index + row % 2 / 2) * SKIN[0] / 36, row * SKIN[1] / 16
            box = (x, y + 2, x + SKIN[0] / 40, y + SKIN[1] / 19)
            pen.rounded_rectangle(box, 9, fill=mix(color, 0.3 if (index + row) % 2 else -0.12))


def _thermos(pen: ImageDraw.ImageDraw, color: tuple[int, int, int]) -> None:
    _band(pen, 0, 0.2, mix(color, -0.55))
    _band(pen, 0.9, 1, mix(color, -0.35))
    _leaf_label(pen, mix(color, 0.2), 0.45)


def _wood(pen: ImageDraw.ImageDraw, color: tuple[int, int, int]) -> None:
    _band(pen, 0, 0.34, (176, 178, 182))
    for index in range(30):
        x = index * SKIN[0] / 30
        pen.rectangle((x, 0.36 * SKIN[1], x + 14, SKIN[1]), fill=mix(color, 0.14))


def _paper(pen: ImageDraw.ImageDraw, color: tuple[int, int, int]) -> None:
    _band(pen, 0, 1, mix(color, 0.45))
    for row in range(9):
        for index in range(40):
            x, y = (index + row % 2 / 2) * SKIN[0] / 40, row * SKIN[1] / 9
            pen.ellipse((x, y, x + 9, y + 9), fill=mix(color, 0.2))
    _band(pen, 0, 0.08, mix(color, -0.15))


def _jars(pen: ImageDraw.ImageDraw, color: tuple[int, int, int]) -> None:
    _band(pen, 0, 0.1, (196, 160, 110))
    _band(pen, 0.48, 0.54, (196, 160, 110))
    spices = [(178, 69, 45), (214, 158, 46), (92, 112, 58), (90, 62, 46), (205, 190, 160), color]
    for index in range(12):
        x = index * SKIN[0] / 12 + 12
        for top in (0.14, 0.58):
            box = (x, top * SKIN[1], x + SKIN[0] / 12 - 24, (top + 0.32) * SKIN[1])
            pen.rounded_rectangle(box, 14, fill=spices[index % 6])
    _band(pen, 0.92, 1, (196, 160, 110))


_CAN: Profile = ((0, 0), (0, 0.3), (0.8, 0.3), (0.82, 0.31), (0.985, 0.31), (1, 0))
TURNED: dict[str, tuple[Profile, Skin]] = {
    "bottle": (
        ((0, 0), (0, 0.25), (0.03, 0.27), (0.6, 0.27), (0.74, 0.2), (0.8, 0.09),
         (0.82, 0.12), (0.985, 0.12), (1, 0)), _bottle),
    "tin": (_CAN, _tin),
    "jar": (
        ((0, 0), (0, 0.27), (0.04, 0.31), (0.68, 0.31), (0.76, 0.24), (0.79, 0.26),
         (0.98, 0.26), (1, 0)), _jar),
    "vase": (
        ((0, 0), (0, 0.13), (0.2, 0.25), (0.42, 0.3), (0.64, 0.22), (0.8, 0.11),
         (0.9, 0.1), (1, 0.15), (0.99, 0.13), (0.88, 0.08), (0.6, 0.15)), _glaze),
    "bowl": (
        ((0.04, 0), (0.04, 0.16), (0.12, 0.17), (0.16, 0.24), (0.31, 0.4), (0.48, 0.47),
         (0.58, 0.49), (0.58, 0.475), (0.36, 0.41), (0.18, 0.22), (0.15, 0)), _waves),
    "petbowl": (
        ((0.02, 0), (0.02, 0.34), (0.22, 0.36), (0.26, 0.22), (0.34, 0.22), (0.42, 0.36),
         (0.58, 0.42), (0.58, 0.4), (0.42, 0.34), (0.38, 0)), _stripes),
    "thermos": (
        ((0, 0), (0, 0.26), (0.03, 0.28), (0.7, 0.28), (0.8, 0.2), (0.82, 0.23),
         (0.98, 0.2), (1, 0)), _thermos),
    "basket": (((0, 0), (0, 0.32), (0.06, 0.36), (0.5, 0.41), (0.72, 0.4),
         (0.72, 0.375), (0.3, 0.36), (0.08, 0.3), (0.07, 0)), _weave),
    "roll": (((0.1, 0), (0.1, 0.33), (0.85, 0.33), (0.85, 0.1), (0.5, 0.1)), _paper),
    "spice": (
        ((0, 0), (0, 0.36), (0.08, 0.36), (0.1, 0.32), (0.45, 0.32), (0.46, 0.36),
         (0.52, 0.36), (0.54, 0.32), (0.88, 0.32), (0.9, 0.36), (0.99, 0.36), (1, 0)), _jars),
    "diffuser": (
        ((0, 0), (0, 0.26), (0.04, 0.28), (0.52, 0.28), (0.6, 0.2), (0.64, 0.1),
         (0.78, 0.1), (0.78, 0.06), (0.6, 0.06)), _scent),
    "grinder": (
        ((0, 0), (0, 0.22), (0.5, 0.2), (0.6, 0.19), (0.64, 0.21), (0.9, 0.21),
         (0.93, 0.12), (0.97, 0.05), (1, 0)), _wood),
}  # fmt: skip
