"""Tokens that were verified lately, so that a storm of returning pages costs no cryptography."""

from __future__ import annotations

from hashlib import blake2b

from kaibo.foundation.tokens import Claims, verify

KEPT = 30_000


class Passes:
    """Remembers the digest of a token whose signature was right, and what it says."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._known: dict[bytes, Claims] = {}  # oldest first

    def claims(self, token: str, now_s: float) -> Claims:
        """As `tokens.verify`; a token seen before is only looked at for its end."""
        digest = blake2b(token.encode(errors="surrogatepass"), digest_size=32).digest()
        known = self._known.get(digest)
        if known is not None and known.expires_at > now_s:
            return known
        self._known.pop(digest, None)
        claims = verify(token, now_s)
        if len(self._known) >= self._kept:
            del self._known[next(iter(self._known))]
        self._known[digest] = claims
        return claims
