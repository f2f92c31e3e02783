"""Product search in memory: Chinese, pinyin, initials, slips of the hand, codes, synonyms."""

from __future__ import annotations
