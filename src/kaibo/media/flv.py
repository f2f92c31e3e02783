"""FLV tag bodies (Adobe FLV 10.1, annex E): what an RTMP publisher sends as H.264 and AAC."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_CODECS = {1: "JPEG", 2: "Sorenson H.263", 3: "Screen Video", 4: "VP6", 5: "VP6 alpha",
           7: "H.264", 12: "H.265"}  # fmt: skip
_SOUNDS = {0: "PCM", 1: "ADPCM", 2: "MP3", 3: "PCM", 7: "A-law", 8: "mu-law", 10: "AAC",
           11: "Speex", 14: "MP3"}  # fmt: skip
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


class UnsupportedMedia(ValueError):
    """The codec is not one that we pass on; the message tells the host what to set."""


class BrokenMedia(ValueError):
    """A tag is damaged; it is left out."""


@dataclass(frozen=True, slots=True)
class VideoConfig:
    """H.264 decoder configuration (``avcC``) and what its parameter set says."""

    avcc: bytes
    width: int
    height: int
    codec: str  # RFC 6381


@dataclass(frozen=True, slots=True)
class AudioConfig:
    """AAC decoder configuration (AudioSpecificConfig)."""

    asc: bytes
    rate: int  # Hz
    channels: int
    codec: str


@dataclass(frozen=True, slots=True)
class VideoSample:
    """One access unit in AVCC form; ``offset`` is composition minus decode time in ms."""

    data: bytes
    is_key: bool
    offset: int


def video_tag(body: bytes) -> VideoConfig | VideoSample | None:
    """Read a video tag. None: nothing to do (command frame, end of sequence).

    Raises `UnsupportedMedia` for anything but H.264 and `BrokenMedia` for a damaged tag.
    """
    if body[0] & 0x80:
        fourcc = body[1:5].decode("latin-1")
        raise UnsupportedMedia(f"Enhanced RTMP video {fourcc!r} is not supported; choose H.264")
    codec = body[0] & 0x0F
    if codec != 7:
        name = _CODECS.get(codec, f"codec {codec}")
        raise UnsupportedMedia(f"{name} video is not supported; choose H.264")
    if len(body) < 5:
        raise BrokenMedia(f"A video tag of {len(body)} bytes has no header")
    if body[1] == 0:
        return _video_config(body[5:])
    if body[1] != 1 or len(body) == 5 or body[0] >> 4 == 5:
        return None
    offset = int.from_bytes(body[2:5], "big", signed=True)
    return VideoSample(body[5:], body[0] >> 4 == 1, offset)


def audio_tag(body: bytes) -> AudioConfig | bytes | None:
    """Read an audio tag: a configuration or one AAC frame. Raises as `video_tag`."""
    sound = body[0] >> 4
    if sound == 9:
        raise UnsupportedMedia("Enhanced RTMP audio is not supported; choose AAC")
    if sound != 10:
        name = _SOUNDS.get(sound, f"codec {sound}")
        raise UnsupportedMedia(f"{name} sound is not supported; choose AAC")
    if len(body) < 3:
        return None
    return _audio_config(body[2:]) if body[1] == 0 else body[2:]


def _video_config(avcc: bytes) -> VideoConfig:
    try:
        return _read_avcc(avcc)
    except (IndexError, struct.error) as error:
        raise BrokenMedia("The H.264 configuration is cut short") from error


def _read_avcc(avcc: bytes) -> VideoConfig:
    if avcc[0] != 1 or not avcc[5] & 0x1F:
        raise BrokenMedia("The H.264 configuration carries no parameter set")
    length = struct.unpack_from(">H", avcc, 6)[0]
    sps = avcc[8 : 8 + length]
    width, height = _dimensions(sps)
    if not (16 <= width <= 8192 and 16 <= height <= 8192):
        raise BrokenMedia(f"The H.264 picture size {width}x{height} is out of range")
    return VideoConfig(avcc, width, height, "avc1." + avcc[1:4].hex())


def _audio_config(asc: bytes) -> AudioConfig:
    if not 2 <= len(asc) <= 64:
        raise BrokenMedia(f"An AAC configuration of {len(asc)} bytes is not understood")
    bits = _Bits(asc + bytes(8))
    kind = bits.take(5)
    index = bits.take(4)
    rate = bits.take(24) if index == 15 else _RATES[index] if index < len(_RATES) else 0
    channels = bits.take(4)
    if not kind or kind == 31 or not 7000 <= rate <= 96000:
        raise BrokenMedia(f"The AAC configuration {asc[:4].hex()} is not understood")
    return AudioConfig(asc, rate, channels or 2, f"mp4a.40.{kind}")


class _Bits:
    """Most significant bit first, with Exp-Golomb codes."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        if count > self._left:
            raise IndexError("no bits left")
        self._left -= count
        return (self._value >> self._left) & ((1 << count) - 1)

    def unsigned(self) -> int:
        zeros = 0
        while not self.take(1):
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        code = self.unsigned()
        return (code + 1) // 2 if code & 1 else -(code // 2)


def _dimensions(sps: bytes) -> tuple[int, int]:
    """Width and height of a sequence parameter set (ITU-T H.264, 7.3.2.1.1)."""
    bits = _Bits(sps[1:].replace(b"\x00\x00\x03", b"\x00\x00"))
    profile = bits.take(8)
    bits.take(16)
    bits.unsigned()
    chroma = _chroma(bits) if profile in (100, 110, 122, 244, 44, 83, 86, 118, 128) else 1
    bits.unsigned()
    _skip_order(bits)
    bits.unsigned()
    bits.take(1)
    width = (bits.unsigned() + 1) * 16
    map_units = bits.unsigned() + 1
    frame_only = bits.take(1)
    if not frame_only:
        bits.take(1)
    bits.take(1)
    height = map_units * 16 * (2 - frame_only)
    if not bits.take(1):
        return width, height
    left, right, top, bottom = (bits.unsigned() for _ in range(4))
    step_x = 2 if chroma in (1, 2) else 1
    step_y = (2 if chroma == 1 else 1) * (2 - frame_only)
    return width - (left + right) * step_x, height - (top + bottom) * step_y


def _chroma(bits: _Bits) -> int:
    chroma = bits.unsigned()
    if chroma == 3:
        bits.take(1)
    bits.unsigned()
    bits.unsigned()
    bits.take(1)
    if bits.take(1):
        for index in range(12 if chroma == 3 else 8):
            if bits.take(1):
                _skip_scaling(bits, 16 if index < 6 else 64)
    return chroma


def _skip_scaling(bits: _Bits, count: int) -> None:
    last = after = 8
    for _ in range(count):
        if after:
            after = (last + bits.signed() + 256) % 256
        last = after or last


def _skip_order(bits: _Bits) -> None:
    kind = bits.unsigned()
    if kind == 0:
        bits.unsigned()
    elif kind == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        for _ in range(min(bits.unsigned(), 255)):
            bits.signed()
