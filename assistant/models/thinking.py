"""A model's text as it comes: without its thoughts, and without characters that are no text.

Models that reason write their thoughts before the answer, between marks or with only the closing mark, as the opening
one is often part of the prompt. Thoughts are drafts of what the model will not stand by, so nothing of them is used.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BEGIN = re.compile(r"[\s\ufeff]*(?:<(?P<tag>think|thinking|thought|thoughts|reasoning)>|\[THINK\])", re.IGNORECASE)
_END = re.compile(
    r"</(?:think|thinking|thought|thoughts|reasoning)>|\[/THINK\]|<\|channel\|>final<\|message\|>", re.IGNORECASE
)
_LONGEST_MARK = 32
_HELD = re.compile(r"(?:<\|channel\|>[^<\[]{0,9}(?:<[^<\[]{0,9})?|[<\[][^<\[]{0,31})\Z")
"""What may be the beginning of a mark."""
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters, halves of characters, and marks that turn the direction of what is read."""
_PAIRS = re.compile("[\ud800-\udbff][\udc00-\udfff]")


@dataclass(frozen=True, slots=True)
class Anew:
    """What came before in a stream was the model thinking; the answer begins here."""


def whole_characters(text: str) -> str:
    """Join halves of characters that came by themselves, as some servers cut between them."""
    return _PAIRS.sub(lambda found: found[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def without_thoughts(text: str) -> str:
    """Return an answer without the thoughts that it begins with; empty when they do not end."""
    if not _BEGIN.match(text):
        return text
    end = _END.search(text)
    return text[end.end() :] if end else ""


def after_thoughts(text: str) -> str:
    """Return what stands after the last mark that ends thoughts; empty without one."""
    ends = [found.end() for found in _END.finditer(text)]
    return text[ends[-1] :] if ends else ""


@dataclass
class Speech:
    """Takes a stream of prose piece by piece and gives what of it is said."""

    _held: str = ""
    _begun: bool = False
    _thinking: bool = False

    def take(self, piece: str) -> Iterator[str | Anew]:
        """Yield what a piece adds to what is said."""
        self._held = whole_characters(self._held + piece)
        while self._begun or self._begin():
            end = _END.search(self._held)
            if end is None:
                break
            if not self._thinking:
                yield Anew()
            self._held, self._begun, self._thinking = self._held[end.end() :], False, False
        if not self._begun:
            return
        if self._thinking:
            self._held = self._held[-_LONGEST_MARK:]
            return
        yield from self._say(self._may_go_on())

    def close(self) -> Iterator[str]:
        """Yield what was held back, when nothing more comes."""
        if not self._thinking:
            yield from self._say(len(self._held))

    def _begin(self) -> bool:
        """Say whether it is known by now if the text begins with thoughts."""
        begin = _BEGIN.match(self._held)
        bare = self._held.lstrip("\ufeff \t\r\n")
        if begin is None and len(bare) < _LONGEST_MARK and (not bare or _HELD.match(bare)):
            return False
        self._begun, self._thinking = True, begin is not None
        self._held = self._held[begin.end() :] if begin else bare
        return True

    def _may_go_on(self) -> int:
        """Return up to where the held text is surely no part of a mark or of half a character."""
        held = _HELD.search(self._held)
        end = held.start() if held and _may_be_mark(held[0]) else len(self._held)
        return end - 1 if end and "\ud800" <= self._held[end - 1] <= "\udbff" else end

    def _say(self, end: int) -> Iterator[str]:
        text, self._held = NO_TEXT.sub("\ufffd", self._held[:end]), self._held[end:]
        if text:
            yield text


_MARKS = tuple(
    f"{start}{name}{end}"
    for start, names, end in (
        ("</", ("think", "thinking", "thought", "thoughts", "reasoning"), ">"),
        ("[/", ("think",), "]"),
        ("<|", ("channel|>final<|message|",), ">"),
    )
    for name in names
)


def _may_be_mark(text: str) -> bool:
    return any(mark.startswith(text.casefold()) for mark in _MARKS)
