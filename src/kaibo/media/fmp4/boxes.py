"""Init segment (ftyp, moov) and fragments (moof, mdat) of one H.264 and one AAC track."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from kaibo.media.flv import AudioConfig, VideoConfig

VIDEO_SCALE = 90_000
VIDEO_TRACK, AUDIO_TRACK = 1, 2
_SYNC, _NOT_SYNC = 0x02000000, 0x01010000
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


@dataclass(frozen=True, slots=True)
class Sample:
    """One access unit; ``duration`` and ``offset`` (composition) in units of its track."""

    data: bytes
    duration: int
    is_key: bool = True
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive samples of a track; ``start`` is the decode time of the first."""

    track: int
    start: int
    samples: Sequence[Sample]


def init_segment(video: VideoConfig, audio: AudioConfig | None) -> bytes:
    """``ftyp`` and ``moov`` that every fragment of these configurations needs."""
    traks = [_video_trak(video)]
    trexs = [_trex(VIDEO_TRACK)]
    if audio:
        traks.append(_audio_trak(audio))
        trexs.append(_trex(AUDIO_TRACK))
    head = struct.pack(">4I", 0, 0, 1000, 0) + b"\x00\x01\x00\x00\x01\x00" + bytes(10)
    mvhd = _full(b"mvhd", 0, 0, head, _MATRIX, bytes(24), struct.pack(">I", AUDIO_TRACK + 1))
    ftyp = _box(b"ftyp", b"iso5", struct.pack(">I", 512), b"iso5iso6mp41avc1cmfc")
    return ftyp + _box(b"moov", mvhd, *traks, _box(b"mvex", *trexs))


def fragment(sequence: int, runs: Sequence[Run]) -> bytes:
    """One ``moof`` and its ``mdat``, with a track fragment per run."""
    head = _full(b"mfhd", 0, 0, struct.pack(">I", sequence))
    sizes = [sum(len(sample.data) for sample in run.samples) for run in runs]
    at = 8 + len(head) + sum(_traf_size(run) for run in runs) + 8
    trafs = []
    for run, size in zip(runs, sizes, strict=True):
        trafs.append(_traf(run, at))
        at += size
    data = b"".join(sample.data for run in runs for sample in run.samples)
    return b"".join((_box(b"moof", head, *trafs), struct.pack(">I", len(data) + 8), b"mdat", data))


def _traf_size(run: Run) -> int:
    return 8 + 16 + 20 + 20 + len(run.samples) * (16 if run.track == VIDEO_TRACK else 8)


def _traf(run: Run, data_offset: int) -> bytes:
    """default-base-is-moof; signed composition offsets (``trun`` version 1)."""
    tfhd = _full(b"tfhd", 0, 0x020000, struct.pack(">I", run.track))
    tfdt = _full(b"tfdt", 1, 0, struct.pack(">Q", run.start))
    count = struct.pack(">Ii", len(run.samples), data_offset)
    if run.track == VIDEO_TRACK:
        rows = [
            struct.pack(
                ">IIIi", s.duration, len(s.data), _SYNC if s.is_key else _NOT_SYNC, s.offset
            )
            for s in run.samples
        ]
        trun = _full(b"trun", 1, 0x000F01, count, *rows)
    else:
        rows = [struct.pack(">II", s.duration, len(s.data)) for s in run.samples]
        trun = _full(b"trun", 0, 0x000301, count, *rows)
    return _box(b"traf", tfhd, tfdt, trun)


def _video_trak(config: VideoConfig) -> bytes:
    size = struct.pack(">HH", config.width, config.height)
    entry = _box(
        b"avc1",
        bytes(6), b"\x00\x01", bytes(16), size, struct.pack(">II", 0x480000, 0x480000),
        bytes(4), b"\x00\x01", bytes(32), b"\x00\x18\xff\xff", _box(b"avcC", config.avcc),
    )  # fmt: skip
    area = struct.pack(">II", config.width << 16, config.height << 16)
    header = _full(b"vmhd", 0, 1, bytes(8))
    return _trak(VIDEO_TRACK, VIDEO_SCALE, area, b"vide", header, entry)


def _audio_trak(config: AudioConfig) -> bytes:
    sound = struct.pack(">HHHHI", config.channels, 16, 0, 0, min(config.rate, 0xFFFF) << 16)
    entry = _box(b"mp4a", bytes(6), b"\x00\x01", bytes(8), sound, _esds(config.asc))
    header = _full(b"smhd", 0, 0, bytes(4))
    return _trak(AUDIO_TRACK, config.rate, bytes(8), b"soun", header, entry)


def _trak(
    track: int, scale: int, area: bytes, handler: bytes, header: bytes, entry: bytes
) -> bytes:
    volume = b"\x01\x00" if handler == b"soun" else b"\x00\x00"
    head = struct.pack(">5I", 0, 0, track, 0, 0) + bytes(12) + volume + bytes(2)
    tkhd = _full(b"tkhd", 0, 3, head, _MATRIX, area)
    mdhd = _full(b"mdhd", 0, 0, struct.pack(">4IHH", 0, 0, scale, 0, 0x55C4, 0))
    hdlr = _full(b"hdlr", 0, 0, bytes(4), handler, bytes(12), b"kaibo\x00")
    dref = _full(b"dref", 0, 0, b"\x00\x00\x00\x01", _full(b"url ", 0, 1))
    tables = [_full(name, 0, 0, bytes(4)) for name in (b"stts", b"stsc", b"stco")]
    stsd = _full(b"stsd", 0, 0, b"\x00\x00\x00\x01", entry)
    stbl = _box(b"stbl", stsd, *tables, _full(b"stsz", 0, 0, bytes(8)))
    minf = _box(b"minf", header, _box(b"dinf", dref), stbl)
    return _box(b"trak", tkhd, _box(b"mdia", mdhd, hdlr, minf))


def _trex(track: int) -> bytes:
    return _full(b"trex", 0, 0, struct.pack(">5I", track, 1, 0, 0, 0))


def _esds(asc: bytes) -> bytes:
    specific = _descriptor(5, asc)
    decoder = _descriptor(4, b"\x40\x15" + bytes(11) + specific)
    return _full(b"esds", 0, 0, _descriptor(3, b"\x00\x02\x00" + decoder + _descriptor(6, b"\x02")))


def _descriptor(tag: int, body: bytes) -> bytes:
    return bytes([tag, 0x80, 0x80, 0x80, len(body)]) + body


def _box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def _full(name: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    return _box(name, struct.pack(">I", version << 24 | flags), *parts)
