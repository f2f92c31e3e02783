"""The drawing board of the demo pictures: a hundred units a side, a tint and its shades."""

from __future__ import annotations

from PIL import Image, ImageColor, ImageDraw, ImageFilter

# Shapes are drawn on a board of 100 × 100 and twice as large as the picture, then reduced.
SIDE = 800
OVERSAMPLING = 2
UNIT = SIDE * OVERSAMPLING / 100

Color = tuple[int, int, int]


class Board:
    """A drawing board with a hundred units a side."""

    def __init__(self, tint: str) -> None:
        self.tint = rgb(tint)
        self.image = Image.new("RGB", (SIDE * OVERSAMPLING,) * 2, mix(self.tint, 0.82))
        self.pen = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, w: float, h: float, fill: Color, r: float = 0) -> None:
        self.pen.rounded_rectangle(scaled(x, y, x + w, y + h), r * UNIT, fill=fill)

    def oval(self, x: float, y: float, w: float, h: float, fill: Color) -> None:
        self.pen.ellipse(scaled(x, y, x + w, y + h), fill=fill)

    def shape(self, points: list[tuple[float, float]], fill: Color) -> None:
        self.pen.polygon([(x * UNIT, y * UNIT) for x, y in points], fill=fill)

    def line(self, points: list[tuple[float, float]], fill: Color, width: float) -> None:
        scaled = [(x * UNIT, y * UNIT) for x, y in points]
        self.pen.line(scaled, fill=fill, width=round(width * UNIT), joint="curve")

    def scaled(self, *values: float) -> tuple[float, float, float, float]:
        """Corners in pixels, for what the pen can do and the board has no word for."""
        return scaled(*values)

    def shade(self, light: float) -> Color:
        """The tint, lighter (0 … 1) or darker (−1 … 0)."""
        return mix(self.tint, light)


def mix(color: Color, light: float) -> Color:
    target = 255 if light > 0 else 0
    red, green, blue = (round(part + (target - part) * abs(light)) for part in color)
    return red, green, blue


def scaled(*values: float) -> tuple[float, float, float, float]:
    left, top, right, bottom = (value * UNIT for value in values)
    return left, top, right, bottom


def rgb(text: str) -> Color:
    red, green, blue = ImageColor.getrgb(text)[:3]
    return red, green, blue


def soft_shadow(box: tuple[float, float, float, float], side: int) -> Image.Image:
    """A blurred oval as a mask of ``side`` pixels; ``box`` in hundredths of it."""
    small = Image.new("L", (200, 200), 0)
    ImageDraw.Draw(small).ellipse([value * 2 for value in box], fill=115)
    blurred = small.filter(ImageFilter.GaussianBlur(5))
    return blurred.resize((side, side), Image.Resampling.BICUBIC)
