"""CPU of the word matcher: `python -m tests.bench.matcher`. Last line: JSON.

Texts are the labelled comments; the list is the shipped one, then with 5,000 words more.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from kaibo.compliance.matcher import Matcher, Word, system_words

CASES = Path(__file__).resolve().parents[1] / "unit/compliance/comment_cases.tsv"
ROUNDS = 20


def microseconds(matcher: Matcher, texts: list[str]) -> float:
    """CPU of one comment, after a first round that fills the memory of characters."""
    for text in texts:
        matcher.find(text)
    began = time.process_time()
    for _ in range(ROUNDS):
        for text in texts:
            matcher.find(text)
    return (time.process_time() - began) / ROUNDS / len(texts) * 1e6


def main() -> None:
    lines = CASES.read_text().splitlines()
    texts = [line.split("\t")[3] for line in lines if line and line[0] != "#"]
    more = [Word(f"词{n:05d}号", "other", "review", "sound") for n in range(5000)]
    began = time.process_time()
    large = Matcher.build([*system_words(), *more], contacts="mask")
    built = time.process_time() - began
    small = Matcher.build(system_words(), contacts="mask")
    figures = {
        "matcher_us": round(microseconds(small, texts), 1),
        "matcher_us_5000_words": round(microseconds(large, texts), 1),
        "build_ms_5000_words": round(built * 1000),
    }
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
