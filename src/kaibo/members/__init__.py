"""Viewers and buyers: identity, phone log-in, consent, nickname, delivery addresses.

Enter through `facade` (and `contracts`, `errors`); the HTTP side is `routes`. Personal fields
are sealed by `foundation.crypto` and found by blind index only.
"""
