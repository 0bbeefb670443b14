"""Text made plain: what every reader does to characters, and how lines become paragraphs again.

Pure functions. Nothing here changes a word a person reads: letters are composed (NFC, never NFKC, which
would turn ² into 2), ligatures become letters, odd blanks become blanks, and what cannot be seen is removed
and counted.
"""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Tidied:
    """Text after ``tidy``. ``removed`` counts invisible characters that a writer may have hidden on purpose."""

    text: str
    removed: int


_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_BLANKS = "\t\v\f\x1c\x1d\x1e\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
# Zero width, bidi controls, invisible operators, tag characters and variation selectors.
# The soft hyphen is not counted: word processors write it by the thousand.
_INVISIBLE = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_DROPPED = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\ufffe\uffff]")
_PLAIN = re.compile("^[\n !-~¡-¬®-ÿ–—‘’“”•…]*$")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_NEWLINE = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANK_RUN = re.compile(f"[ {_BLANKS}]+")
_LINE_EDGE = re.compile(" ?\n ?")


def tidy(text: str) -> Tidied:
    """Text in NFC with plain letters, single blanks and ``\\n`` line ends, without characters that do not show.

    Line breaks stay; blanks around them and around the text go. ``removed`` counts zero-width, bidi, tag and
    variation characters only, not soft hyphens or control characters left by a writing program.
    """
    seen, removed = _INVISIBLE.subn("", text)
    if not _PLAIN.match(seen):
        seen = _NEWLINE.sub("\n", seen)
        seen = _DROPPED.sub("", seen)
        seen = _LIGATURE.sub(lambda match: _LIGATURES[match[0]], seen)
        seen = unicodedata.normalize("NFC", seen)
    seen = _BLANK_RUN.sub(" ", seen)
    return Tidied(_LINE_EDGE.sub("\n", seen).strip(), removed)
