"""The gate against somebody who knows it: 10,000 altered quotes (100,000 with --long), read by a plain second reader.

``pytest tests/assistant/drafting/test_gate_attacked.py --long`` is the long run.
"""

import random
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from assistant.domain.draft import Evidence
from assistant.domain.evidence import Passage, Place, passage_id
from assistant.drafting.fencing import Shown
from assistant.drafting.gate import Claim, Sourced, check_quote

TEXTS = Path(__file__).parents[3] / "eval_sets" / "alvlunda" / "text"
SENTENCE = re.compile(r"(?<=[.!?] )[A-ZÅÄÖ][^.!?|\n]{45,220}[.!?](?= |$)", re.MULTILINE)
NEGATIONS = ("inte", "ej", "aldrig", "ingen", "inget", "inga", "varken", "saknas", "saknar", "utan", "endast", "bara")


# --- a second reading that shares no code with the gate ------------------------------------------


def plain(text: str) -> str:
    """Return what a reader sees: no invisible characters, one kind of blank, dash and quotation mark, small letters."""
    seen = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    for old, new in (("…", "..."), ("ﬁ", "fi"), ("ﬂ", "fl")):
        seen = seen.replace(old, new)
    seen = re.sub("[\u2010-\u2014\u2212]", "-", seen)
    seen = re.sub("[\u201c\u201d\u201e\u00ab\u00bb\u201f]", '"', seen)
    seen = re.sub("[\u2018\u2019\u201a\u00b4`]", "'", seen)
    return " ".join(seen.casefold().split())


@cache
def plainly(text: str) -> str:
    return plain(text)


def stands(quote: str, text: str) -> bool:
    """Say whether a quote stands in a text between whole words and whole numbers."""
    wanted = plain(quote)
    for found in re.finditer(re.escape(wanted), plainly(text)) if wanted else ():
        before, after = plainly(text)[: found.start()], plainly(text)[found.end() :]
        whole_word = not re.search(r"\w\Z", before) or not re.match(r"\w", wanted)
        whole_word &= not re.match(r"\w", after) or not re.search(r"\w\Z", wanted)
        compound = re.search(r"[^\W\d]-\Z", before) or re.match(r"-[^\W\d]", after)
        number = re.match(r"\d", wanted) and re.search(r"\d[ .,:/-]\Z|[-+]\Z", before)
        number = number or (re.search(r"\d\Z", wanted) and re.match(r"[.,:/-]\d| \d{3}\b", after))
        if whole_word and not number and not compound:
            return True
    return False


# --- what is attacked ------------------------------------------------------------------------------


def documents() -> dict[str, str]:
    found = {}
    for n, file in enumerate(sorted(TEXTS.glob("*.md"))):
        body = file.read_text(encoding="utf-8").split("---\n", 2)[-1].replace("**", "")
        found[f"s{n}"] = body
    return found


SOURCES = documents()


def passages() -> list[Passage]:
    """Cut every source into passages without regard to its sentences, so that some begin and end inside one."""
    found = []
    for source, text in SOURCES.items():
        for ordinal, start in enumerate(range(0, min(len(text), 5_000), 700)):
            piece = text[start : start + 700]
            found.append(
                Passage(
                    passage_id(source, 1, ordinal), source, 1, ordinal, start, start + len(piece), piece, Place(),
                    "steering_document", f"{source}.md", source,
                )
            )  # fmt: skip
    return found


SHOWN = Sourced.of([Shown(f"S{n}", p, p.text) for n, p in enumerate(passages(), 1)], SOURCES)
POOL = [
    (label, found[0])
    for label, item in SHOWN.shown.items()
    for found in SENTENCE.finditer(item.text)
    if len(found[0].split()) > 6
]
CYRILLIC = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "x": "х", "i": "і"}


def confusable(sentence: str, _: str, chance: random.Random) -> str:
    places = [i for i, c in enumerate(sentence) if c in CYRILLIC]
    at = chance.choice(places)
    return sentence[:at] + CYRILLIC[sentence[at]] + sentence[at + 1 :]


def invisible(sentence: str, _: str, chance: random.Random) -> str:
    """Hide an added negation's neighbours among characters that nobody sees."""
    words = sentence.split()
    words.insert(chance.randrange(1, len(words)), "\u200binte\u00ad")
    return " ".join(words)


def joined(sentence: str, other: str, chance: random.Random) -> str:
    return f"{sentence} {other}" if chance.random() < 0.5 else f"{sentence[:-1]}, {other[0].lower()}{other[1:]}"


def drop(sentence: str, _: str, chance: random.Random) -> str:
    words = sentence.split()
    del words[chance.randrange(1, len(words) - 1)]
    return " ".join(words)


def drop_negation(sentence: str, _: str, chance: random.Random) -> str:
    words = sentence.split()
    places = [i for i, w in enumerate(words) if w.strip(".,").casefold() in NEGATIONS]
    del words[chance.choice(places) if places else 1]
    return " ".join(words)


def front(sentence: str, _: str, chance: random.Random) -> str:
    """Leave out the beginning, where "Det är inte så att" stands."""
    words = sentence.split()
    return " ".join(words[chance.randrange(1, len(words) - 3) :])


def back(sentence: str, _: str, chance: random.Random) -> str:
    words = sentence.split()
    return " ".join(words[: chance.randrange(4, len(words))])


def middle(sentence: str, _: str, chance: random.Random) -> str:
    words = sentence.split()
    first = chance.randrange(1, len(words) - 4)
    return " ".join(words[first : chance.randrange(first + 3, len(words))])


def ellipsis(sentence: str, _: str, chance: random.Random) -> str:
    words = sentence.split()
    at = chance.randrange(1, len(words) - 2)
    return " ".join([*words[:at], chance.choice(["…", "...", "[…]", "[...]", "(…)"]), *words[at + 1 :]])


def digits(sentence: str, _: str, chance: random.Random) -> str:
    if not re.search(r"\d", sentence):
        return f"{sentence[:-1]} i {chance.randrange(3, 40)} fall."
    changed = chance.choice([r"\g<0>0", "9", r"\g<0> 000", r"1 \g<0>"])
    return re.sub(r"\d+", changed, sentence, count=1)


def numbers_closed(sentence: str, _: str, __: random.Random) -> str:
    """12 500 as 12500 and 2,5 as 25: other numbers, or another spelling."""
    return re.sub(r"(?<=\d)[ ,.](?=\d)", "", sentence) if re.search(r"\d[ ,.]\d", sentence) else f"{sentence} 1."


def swap(sentence: str, _: str, chance: random.Random) -> str:
    words = sentence.split()
    at = chance.randrange(0, len(words) - 1)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def nested(sentence: str, other: str, chance: random.Random) -> str:
    words = sentence.split()
    at = chance.randrange(1, len(words))
    return " ".join([*words[:at], f'"{other.split()[0]}"', *words[at:]])


def spliced(sentence: str, other: str, _: random.Random) -> str:
    first, second = sentence.split(), other.split()
    return " ".join(first[: len(first) // 2] + second[len(second) // 2 :])


def elsewhere(_: str, other: str, __: random.Random) -> str:
    """Another passage's own words under this one's label."""
    return other


def capitals(sentence: str, _: str, chance: random.Random) -> str:
    return f"{sentence.upper()} {chance.choice(['INTE.', 'ALLTID.'])}"


def superscript(sentence: str, _: str, chance: random.Random) -> str:
    words = sentence.split()
    words[chance.randrange(1, len(words))] += chance.choice("²³¹½")
    return " ".join(words)


def clipped(sentence: str, _: str, chance: random.Random) -> str:
    """Begin or end inside a word: "okänd" becomes "känd"."""
    at = chance.choice([i for i in range(2, len(sentence) - 2) if sentence[i - 1 : i + 1].isalpha()])
    return sentence[at:] if at < len(sentence) // 2 else sentence[:at]


ATTACKS = (
    confusable, invisible, joined, drop, drop_negation, front, back, middle, ellipsis, digits, numbers_closed, swap,
    nested, spliced, elsewhere, capitals, superscript, clipped,
)  # fmt: skip


def wrong(quote: str, label: str, found: Evidence) -> str:
    """Say what is wrong with letting a quote through; nothing when all is as it should be."""
    passage = SHOWN.shown[label].passage
    source = SOURCES[passage.source_id]
    if not stands(quote, passage.text):
        return "does not stand in the passage"
    if source[found.start : found.end] != found.quote:
        return "is not where it is said to be"
    if plain(quote) not in plain(found.quote):
        return "was not kept whole"
    around = f" {plain(source[max(0, found.start - 300) : found.end + 300])} "
    if not re.search(rf"(?:[.!?:…\"')|*]|^|- |\d\. |\#) ?{re.escape(plain(found.quote))}", around) and found.start > 0:
        line = source[source.rfind("\n", 0, found.start) + 1 : found.start]
        if line.strip():
            return "does not begin where a sentence does"
    return ""


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_no_attack_gets_an_altered_or_a_cut_quote_through(request: pytest.FixtureRequest) -> None:
    chance = random.Random(20261125)
    wanted = 100_000 if request.config.getoption("--long") else 10_000
    through: list[tuple[str, str, str]] = []
    stopped = dict.fromkeys((attack.__name__ for attack in ATTACKS), 0)
    for number in range(wanted):
        attack = ATTACKS[number % len(ATTACKS)]
        (label, sentence), (_, other) = chance.choice(POOL), chance.choice(POOL)
        quote = attack(sentence, other, chance)
        found = check_quote(Claim(label, quote, "supports"), SHOWN, question_id="1.1.1")
        reason = wrong(quote, label, found) if found.counts else ""
        stopped[attack.__name__] += not found.counts
        if reason:
            through.append((attack.__name__, reason, quote))

    assert through == []
    assert len(POOL) > 400
    cutting = {"front", "back", "middle"}  # these leave words that stand there, and are grown back
    assert min(count for name, count in stopped.items() if name not in cutting) > wanted / len(ATTACKS) * 0.6


@pytest.mark.slow
def test_every_negation_of_a_cut_sentence_comes_back_with_it() -> None:
    chance = random.Random(7)
    denying = [(label, s) for label, s in POOL if re.search(rf"\b(?:{'|'.join(NEGATIONS)})\b", s, re.IGNORECASE)]
    lost = []
    for label, sentence in denying * 3:
        for attack in (front, back, middle):
            found = check_quote(Claim(label, attack(sentence, "", chance), "supports"), SHOWN, question_id="1.1.1")
            if found.counts and plain(sentence) not in plain(found.quote):
                lost.append((attack.__name__, sentence, found.quote))

    assert len(denying) > 40
    assert lost == []
