"""The tags of comments against the labels that were written before the rules."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.interaction.rules.tags import TAG_SHIFT, TAGS, TOPIC_SHIFT, TOPICS, classify
from kaibo.rehearsal.rules import behavior

Labelled = tuple[str, str, str]  # tag, topic, text


def labelled(part: str) -> list[Labelled]:
    """The comments of one part, dev or held."""
    found: list[Labelled] = []
    split = tag = ""
    for line in (Path(__file__).parent / "comments.txt").read_text().splitlines():
        if line.startswith("["):
            split, tag = line.strip("[]").split()
        elif line and not line.startswith("#") and split == part:
            topic, _, text = line.rpartition(": ")
            found.append((tag, topic or "none", text))
    return found


def right(part: str) -> dict[str, float]:
    """Shares told rightly: all tags, each tag's recall, complaints with their topic."""
    rows = labelled(part)
    told = [(tag, topic, classify(text)) for tag, topic, text in rows]
    total = Counter(tag for tag, _, _ in rows)
    hits = Counter(tag for tag, _, found in told if found.tag == tag)
    topics = [found.topic == topic for tag, topic, found in told if tag == found.tag == "complaint"]
    shares = {tag: hits[tag] / total[tag] for tag in total}
    return shares | {"all": hits.total() / len(rows), "topic": sum(topics) / len(topics)}


@pytest.mark.parametrize(("part", "least"), [("dev", 0.97), ("held", 0.85)])
def test_labelled_comments(part: str, least: float) -> None:
    shares = right(part)
    scores = {name: round(share, 3) for name, share in shares.items()}
    sys.stdout.write(f"{part}: {scores}\n")
    assert shares["all"] >= least
    assert min(shares["question"], shares["complaint"]) >= least - 0.07
    assert shares["topic"] >= 0.85


def test_there_are_enough_comments_and_a_held_out_part() -> None:
    dev, held = labelled("dev"), labelled("held")
    assert len(dev) + len(held) >= 300
    assert len(held) >= 100
    assert not {text for *_, text in dev} & {text for *_, text in held}


@given(st.text(max_size=100))
def test_any_text_gets_a_tag_that_its_flags_carry(text: str) -> None:
    found = classify(text)
    assert TAGS[found.flags >> TAG_SHIFT & 7] == found.tag
    assert TOPICS[found.flags >> TOPIC_SHIFT & 15] == found.topic
    assert (found.topic != "none") == (found.tag == "complaint")


def test_what_a_rehearsal_asks_is_asked_and_its_chatter_is_not() -> None:
    asked = [text.format(name="四件套") for text in behavior._QUESTIONS]
    assert {classify(text).tag for text in asked} == {"question"}
    assert "question" not in {classify(text).tag for text in behavior._CHATTER}
