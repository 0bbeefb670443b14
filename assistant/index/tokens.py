"""Words, stems and character n-grams of Swedish text; index and query share these functions."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

WORD = re.compile(r"[^\W_]+(?:[-:][^\W_]+)*")
_STEMMER = Stemmer.Stemmer("swedish")

STOP = frozenset(
    "och att det som en ett den de i på är av för med till har inte om så men kan ska skall hur vi man sig från "
    "vid var eller då ut där bara när alla upp också andra här vara få får göra gör in efter under sedan mot "
    "detta denna dessa sin sina sitt varje även samt sådan sådant finns blir bli blev hade dem dig mig oss ni du "
    "jag han hon någon något några vilken vilket vilka vad vem mellan genom inom utan över än nu ju väl the of "
    "and to a an is are for in on with og er det som ikke på av til har".split()
)


def words(text: str) -> list[str]:
    """Return the words of a text in order, composed and case-folded; stop words are kept."""
    return WORD.findall(unicodedata.normalize("NFC", text).casefold())


@lru_cache(maxsize=100_000)
def stems(word: str) -> tuple[str, ...]:
    """Return the stem of a word, and of the parts of a hyphenated one; nothing for a stop word."""
    if word in STOP:
        return ()
    parts = [word, *word.replace(":", "-").split("-")] if "-" in word or ":" in word else [word]
    return tuple(dict.fromkeys(str(_STEMMER.stemWord(p)) for p in parts if p and p not in STOP))


@lru_cache(maxsize=100_000)
def grams(word: str, size: int = 4) -> tuple[str, ...]:
    """Return the character n-grams of a word with its borders marked; a short word is whole."""
    if word in STOP:
        return ()
    marked = f"_{word}_"
    if len(marked) <= size:
        return (marked,)
    return tuple(marked[i : i + size] for i in range(len(marked) - size + 1))
