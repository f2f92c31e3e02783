"""AMF0, chunks, FLV tags and playlists: round trips, and no harm from strangers' bytes."""

from __future__ import annotations

import contextlib
import itertools
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.media import flv
from kaibo.media.fmp4.clock import StampClock, TrackClock
from kaibo.media.packager import Fragment
from kaibo.media.rtmp import amf0
from kaibo.media.rtmp.chunks import MAX_PENDING, ChunkReader, Message, write
from kaibo.media.rtmp.session import ProtocolError, PublishRequested, Session
from kaibo.media.segments import LiveWindow, Segmenter, Stretch, recorded_playlist

_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_leaves = st.none() | st.booleans() | st.floats(allow_nan=False) | _text


def _nested(inner: st.SearchStrategy[amf0.Value]) -> st.SearchStrategy[amf0.Value]:
    objects = st.dictionaries(_text.filter(bool), inner, max_size=3)
    return inner | st.lists(inner, max_size=3) | objects


_values = _nested(_nested(_leaves))


@given(st.lists(_values, max_size=4))
def test_amf0_round_trip(values: list[amf0.Value]) -> None:
    assert amf0.decode(amf0.encode(*values)) == values


@given(st.binary(max_size=400))
def test_amf0_refuses_garbage_with_its_own_error(data: bytes) -> None:
    with contextlib.suppress(amf0.AmfError):
        amf0.decode(data)


def _messages() -> st.SearchStrategy[Message]:
    return st.builds(
        Message, st.sampled_from([8, 9, 18]), st.integers(0, 2**32 - 1), st.just(1),
        st.binary(max_size=600),
    )  # fmt: skip


@given(st.lists(_messages(), max_size=6), st.integers(1, 700), st.integers(1, 300))
def test_chunks_round_trip_in_any_split(messages: list[Message], size: int, step: int) -> None:
    """Also with extended timestamps, which type 3 chunks repeat."""
    reader = ChunkReader()
    reader.chunk_size = size
    data = b"".join(write(message, 4, size) for message in messages)
    found: list[Message] = []
    for at in range(0, len(data), step):
        found += reader.feed(data[at : at + step])
    assert found == messages
    assert reader.held == 0


def test_type_3_chunks_without_the_extended_timestamp_are_understood() -> None:
    body = bytes(range(200))
    head = b"\x04\xff\xff\xff" + (200).to_bytes(3, "big") + b"\x09" + b"\x01\0\0\0"
    stamp = struct.pack(">I", 20_000_000)
    data = head + stamp + body[:128] + b"\xc4" + body[128:]
    assert list(ChunkReader().feed(data)) == [Message(9, 20_000_000, 1, body)]


def test_deltas_and_repeated_headers_add_up() -> None:
    full = b"\x04\x00\x00\x64" + (1).to_bytes(3, "big") + b"\x08" + b"\x01\0\0\0" + b"a"
    delta = b"\x84\x00\x00\x17" + b"b"
    found = list(ChunkReader().feed(full + delta + b"\xc4c" + b"\xc4d"))
    assert [item.timestamp for item in found] == [100, 123, 146, 169]


@given(st.lists(st.binary(min_size=1, max_size=3000), max_size=8), st.booleans())
def test_session_survives_garbage_with_bounded_memory(parts: list[bytes], shaken: bool) -> None:
    session = Session()
    if shaken:
        assert not list(session.receive(b"\x03" + bytes(1536 * 2)))
    with contextlib.suppress(ProtocolError):
        for part in parts:
            list(session.receive(part))
            assert session.held < MAX_PENDING + 10_000


def _command(*values: amf0.Value) -> bytes:
    return write(Message(20, 0, 0, amf0.encode(*values)), 3, 128)


def test_session_publishes_in_the_usual_order() -> None:
    session = Session()
    hello = b"\x03" + bytes(1536 * 2)
    steps = [
        _command("connect", 1.0, {"app": "live", "tcUrl": "rtmp://x/live"}),
        _command("releaseStream", 2.0, None, "k"),
        _command("FCPublish", 3.0, None, "k"),
        _command("createStream", 4.0, None),
        _command("publish", 5.0, None, "k?x=1", "live"),
    ]
    assert list(session.receive(hello + b"".join(steps))) == [PublishRequested("k")]
    session.outgoing()
    session.accept()
    assert b"NetStream.Publish.Start" in session.outgoing()


def test_other_applications_are_refused() -> None:
    session = Session()
    with pytest.raises(ProtocolError, match="Application 'other'"):
        list(session.receive(b"\x03" + bytes(3072) + _command("connect", 1.0, {"app": "other"})))
    assert b"NetConnection.Connect.Rejected" in session.outgoing()


@given(st.binary(min_size=1, max_size=200), st.booleans())
def test_flv_tags_of_strangers_raise_known_errors_only(body: bytes, is_video: bool) -> None:
    with contextlib.suppress(flv.UnsupportedMedia, flv.BrokenMedia):
        flv.video_tag(body) if is_video else flv.audio_tag(body)


@given(st.binary(max_size=100))
def test_h264_configurations_of_strangers(sps: bytes) -> None:
    avcc = b"\x01\x64\x00\x1f\xff\xe1" + struct.pack(">H", len(sps)) + sps
    with contextlib.suppress(flv.BrokenMedia):
        flv.video_tag(b"\x17\x00\x00\x00\x00" + avcc)


def test_enhanced_rtmp_is_refused_with_what_to_do() -> None:
    with pytest.raises(flv.UnsupportedMedia, match=r"hvc1.*choose H\.264"):
        flv.video_tag(b"\x90hvc1")


@given(st.floats(10, 120), st.integers(0, 2**32 - 1))
def test_rounded_stamps_become_an_even_clock_across_the_wrap(rate: float, first: int) -> None:
    stamps, nominal = StampClock(), round(90_000 / rate)
    clock = TrackClock(90_000, 0, nominal, 2)
    places = [
        clock.place(stamps.milliseconds((first + round(n * nominal / 90)) % 2**32))
        for n in range(200)
    ]
    assert {after - before for before, after in itertools.pairwise(places)} == {nominal}


@given(st.lists(st.integers(-500, 5000), min_size=2, max_size=60))
def test_clock_always_rises(stamps: list[int]) -> None:
    clock = TrackClock(90_000, 1000, 3000, 2)
    places = [clock.place(stamp) for stamp in stamps]
    assert all(after > before for before, after in itertools.pairwise(places))


def _fragment(start: float, is_key: bool) -> Fragment:
    return Fragment(b"x", start, start + 500, is_key, 1)


def test_segments_begin_with_keyframes_and_numbers_go_on() -> None:
    segmenter = Segmenter(1000, 7)
    segmenter.begin()
    done = [segmenter.add(_fragment(n * 500.0, n % 4 == 0)) for n in range(9)]
    closed = [segment for segment in done if segment]
    assert [segment.number for segment in closed] == [7, 8]
    assert [segment.duration_ms for segment in closed] == [2000, 2000]
    assert [segment.start_ms for segment in closed] == [1000, 3000]
    assert [segment.is_discontinuous for segment in closed] == [True, False]


def test_playlist_counts_discontinuities_that_left_the_window() -> None:
    segmenter, window = Segmenter(0, 1), LiveWindow()
    for stretch in range(10):
        segmenter.begin()
        segmenter.add(_fragment(stretch * 1000.0, True))
        segment = segmenter.close()
        assert segment is not None
        window.inits[segment.generation] = b""
        window.add(segment)
    text = window.playlist()
    assert "#EXT-X-MEDIA-SEQUENCE:3\n#EXT-X-DISCONTINUITY-SEQUENCE:2\n" in text
    assert text.count("#EXT-X-DISCONTINUITY\n") == 7
    assert set(window.inits) == set(range(3, 11))


def test_recorded_playlist_names_byte_ranges() -> None:
    text = recorded_playlist([Stretch("a/video.mp4", 700, [(0.0, 2000.0, 700, 50)])])
    assert '#EXT-X-MAP:URI="a/video.mp4",BYTERANGE="700@0"' in text
    assert "#EXT-X-BYTERANGE:50@700\na/video.mp4\n#EXT-X-ENDLIST" in text
    assert "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:00.000Z" in text
