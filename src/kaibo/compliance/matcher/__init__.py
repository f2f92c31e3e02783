"""The one matcher of words: what somebody says against lists of words, evasions seen through.

Owns folding (how a text is read), the automaton, and the finder of contacts. Django-free and pure:
the gateway asks it for comments, the studio for a sentence that is tried, later the spoken word.
"""

from __future__ import annotations

from kaibo.compliance.matcher.contracts import Grade, Hit, Via, Word, worst
from kaibo.compliance.matcher.engine import Matcher, mask
from kaibo.compliance.matcher.system import system_words

__all__ = ["Grade", "Hit", "Matcher", "Via", "Word", "mask", "system_words", "worst"]
