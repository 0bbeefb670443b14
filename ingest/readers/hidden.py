"""Gathering of text that a reader of the file does not see."""

import re

from ingest.model import HiddenReason, HiddenText, Notice

_WORD = re.compile(r"[^\W_]")
_MOST = 500
_LONGEST = 4_000


class HiddenLog:
    """Keeps hidden texts in order; what is more than anyone will read is counted, not kept."""

    def __init__(self) -> None:
        self._found: list[HiddenText] = []
        self._left_out = 0

    def add(self, text: str, reason: HiddenReason) -> None:
        """Keep the text unless it holds no letter or digit."""
        bare = " ".join(text.split())
        if not _WORD.search(bare):
            return
        if len(self._found) >= _MOST:
            self._left_out += 1
        else:
            self._found.append(HiddenText(bare[:_LONGEST], reason))

    @property
    def found(self) -> tuple[HiddenText, ...]:
        """What was kept."""
        return tuple(self._found)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Says how much was not kept, if anything."""
        if not self._left_out:
            return ()
        message = f"Filen har mycket dold text. {_MOST} stycken visas, {self._left_out} till finns i filen."
        return (Notice("hidden_text_cut", message),)
