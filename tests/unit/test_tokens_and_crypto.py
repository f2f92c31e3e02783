"""Tokens of the live processes and sealed fields."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kaibo.foundation.config import config
from kaibo.foundation.crypto import Unreadable, blind_index, open_sealed, seal
from kaibo.foundation.errors import LoginRequired
from kaibo.foundation.keys import load_or_create
from kaibo.foundation.tokens import KINDS, Claims, issue, verify

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
CLAIMS = st.builds(
    Claims,
    subject=st.integers(1, 2**63 - 1),
    kind=st.sampled_from(KINDS),
    name=NAMES,
    roles=st.dictionaries(
        st.from_regex(r"[1-9]\d{0,6}", fullmatch=True), st.lists(NAMES, max_size=3)
    ),
    synthetic=st.booleans(),
    expires_at=st.integers(2, 2**40),
)


@given(CLAIMS)
def test_a_token_says_what_was_issued_until_it_expires(claims: Claims) -> None:
    token = issue(claims)
    assert verify(token, claims.expires_at - 1) == claims
    with pytest.raises(LoginRequired):
        verify(token, claims.expires_at)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_token_is_refused(place: int, flip: int) -> None:
    token = bytearray(issue(Claims(7, "guest", "阿月", expires_at=100)).encode())
    token[place % (len(token) - 2)] ^= flip  # the last character carries unused bits
    with pytest.raises(LoginRequired):
        verify(token.decode("latin-1"), 1)


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 9000, "你好", "..", "\x00"])
def test_rubbish_is_refused(token: str) -> None:
    with pytest.raises(LoginRequired):
        verify(token, 1)


def test_another_key_and_no_signature_are_refused() -> None:
    body = {"sub": "1", "kind": "staff", "roles": {}, "exp": 100}
    forged = jwt.encode(body, Ed25519PrivateKey.generate(), algorithm="EdDSA")
    unsigned = jwt.encode(body, None, algorithm="none")
    for token in (forged, unsigned):
        with pytest.raises(LoginRequired):
            verify(token, 1)


def test_keys_are_private_to_the_owner() -> None:
    issue(Claims(1, "guest", "x", expires_at=9))
    mode = (config().secrets / "token-ed25519.pem").stat().st_mode & 0o777
    assert mode == 0o600


@given(NAMES)
def test_sealed_text_opens_and_is_never_the_same_twice(text: str) -> None:
    assert open_sealed(seal(text)) == text
    assert seal(text) != seal(text)


@given(st.integers(0, 1000), st.integers(1, 255))
def test_a_changed_sealed_text_does_not_open(place: int, flip: int) -> None:
    raw = bytearray(seal("13800138000"))
    raw[place % len(raw)] ^= flip
    with pytest.raises(Unreadable):
        open_sealed(bytes(raw))


def test_blind_index_finds_the_same_number_however_it_was_typed() -> None:
    assert blind_index(" １３８００１３８０００ ") == blind_index("13800138000")
    assert blind_index("13800138000") != blind_index("13800138001")
    assert len(blind_index("x")) == 32


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    seen: list[bytes] = []
    path = tmp_path / "secrets" / "key"
    threads = [
        threading.Thread(target=lambda: seen.append(load_or_create(path, lambda: os.urandom(32))))
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == 1
    assert [file.name for file in path.parent.iterdir()] == ["key"]
