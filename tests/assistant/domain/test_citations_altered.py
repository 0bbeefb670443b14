"""Laws of the quote check: what is whole always passes, what was altered never does."""

import random
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain import citations

TEXTS = Path(__file__).parents[3] / "eval_sets" / "alvlunda" / "text"
NEGATIONS = {"inte", "ej", "aldrig", "ingen", "inget", "inga", "saknas", "saknar", "utan", "endast", "bara"}
MUTATIONS = 10_000

words = st.one_of(
    st.text(alphabet="abdefhilmnorstvåäö", min_size=4, max_size=12),
    st.sampled_from(["2,5 procent", "10 000 kronor", "t.ex. varje", "icke-diskriminering", "fina", "flera", "2026"]),
)
sentences = st.lists(words, min_size=4, max_size=10).map(lambda found: " ".join(found).capitalize())
texts = st.lists(sentences, min_size=1, max_size=8)


def hyphenate(text: str) -> str:
    """Break the first long plain word at a line end, as a narrow column does."""
    return re.sub(r"\b([a-zåäö]{3})([a-zåäö]{3,})", "\\1-\n\\2", text, count=1)


NOISES: dict[str, Callable[[str], str]] = {
    "nothing": lambda text: text,
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "ligatures": lambda text: text.replace("fi", "\ufb01").replace("fl", "\ufb02"),
    "soft hyphens": lambda text: re.sub(r"(?<=[a-zåäö]{2})(?=[a-zåäö]{2})", "\u00ad", text),
    "hard blanks": lambda text: text.replace(" ", "\u00a0"),
    "narrow columns": lambda text: text.replace(" ", " \n"),
    "hyphenation": hyphenate,
    "capitals": str.upper,
}
noises = st.sampled_from(sorted(NOISES))


@settings(max_examples=200, deadline=None)
@given(texts, st.sampled_from([" ", "\n", "\n\n"]), st.data(), noises, noises)
def test_a_run_of_whole_sentences_passes_whatever_typesetting_did(
    parts: list[str], joint: str, data: st.DataObject, in_quote: str, in_source: str
) -> None:
    first = data.draw(st.integers(0, len(parts) - 1))
    last = data.draw(st.integers(first, len(parts) - 1))
    quote = joint.join(f"{part}." for part in parts[first : last + 1])
    source = NOISES[in_source](joint.join(f"{part}." for part in parts))
    checked = citations.check(NOISES[in_quote](quote), source)

    assert checked.verdict == "verified"
    assert citations.normalise(source[checked.start : checked.end]).text == citations.normalise(quote).text
    assert checked.sentence_start <= checked.start < checked.end <= checked.sentence_end


@cache
def bodies() -> str:
    """Return the running text of the Swedish documents, blanks made one."""
    files = sorted(TEXTS.glob("*.md"))
    found = [file.read_text(encoding="utf-8").split("---\n", 2)[2].replace("**", "") for file in files]
    return " ".join(" ".join(found).split())


@cache
def folded() -> str:
    return bodies().casefold()


@cache
def pool() -> tuple[str, ...]:
    return tuple(sorted(set(re.findall(r"(?<=[.!?] )[A-ZÅÄÖ][^.!?|]{40,200}\.(?= )", bodies()))))


def change_digit(sentence: str, _: str, chance: random.Random) -> str:
    at = chance.choice([i for i, c in enumerate(sentence) if c.isdigit()])
    return sentence[:at] + str((int(sentence[at]) + chance.randint(1, 9)) % 10) + sentence[at + 1 :]


def insert_negation(sentence: str, _: str, chance: random.Random) -> str:
    found = sentence.split()
    found.insert(chance.randrange(1, len(found)), chance.choice(["inte", "aldrig", "delvis"]))
    return " ".join(found)


def drop_negation(sentence: str, _: str, chance: random.Random) -> str:
    found = sentence.split()
    del found[chance.choice([i for i, w in enumerate(found[:-1]) if i and w in NEGATIONS])]
    return " ".join(found)


def drop_word(sentence: str, _: str, chance: random.Random) -> str:
    found = sentence.split()
    del found[chance.randrange(1, len(found) - 1)]
    return " ".join(found)


def splice(sentence: str, other: str, chance: random.Random) -> str:
    first, second = sentence.split(), other.split()
    if chance.random() < 0.5:
        return f"{sentence} {other}"
    return " ".join(first[: len(first) // 2] + second[len(second) // 2 :])


def swap(sentence: str, _: str, chance: random.Random) -> str:
    found = sentence.split()
    at = chance.randrange(0, len(found) - 1)
    found[at], found[at + 1] = found[at + 1], found[at]
    return " ".join(found)


def clip(sentence: str, _: str, chance: random.Random) -> str:
    """Begin or end inside a word or a number: "okänd" becomes "känd", "2,5" becomes "5"."""
    edges = [i for i in range(1, len(sentence)) if re.fullmatch(r"\w\w|\d[.,]|[.,]\d", sentence[i - 1 : i + 1])]
    at = chance.choice([i for i in edges if sentence[i].isalnum() and sentence[i - 1] not in " "])
    return sentence[at:] if at < len(sentence) // 2 else sentence[:at]


KINDS = (change_digit, insert_negation, drop_negation, drop_word, splice, swap, clip)


def stands_whole(quote: str) -> bool:
    """Say by plain search between blanks and quotation marks whether a mutant is a true quote by chance."""
    if quote.casefold() not in folded():
        return False
    pattern = rf"(?<![^\s\"”“(]){re.escape(quote)}(?![^\s\"”“).,;:])"
    return re.search(pattern, bodies(), re.IGNORECASE) is not None


def fits(kind: Callable[..., str], sentence: str) -> bool:
    if kind is change_digit:
        return any(c.isdigit() for c in sentence)
    return kind is not drop_negation or any(w in NEGATIONS for w in sentence.split()[1:-1])


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_of_ten_thousand_altered_quotes_none_is_verified() -> None:
    chance = random.Random(7)
    source = bodies()
    normalised = citations.normalise(source)
    fitting = {kind: [s for s in pool() if fits(kind, s)] for kind in KINDS}
    counts = dict.fromkeys((kind.__name__ for kind in KINDS), 0)
    verified = []
    while sum(counts.values()) < MUTATIONS:
        kind = KINDS[sum(counts.values()) % len(KINDS)]
        sentence, other = chance.choice(fitting[kind]), chance.choice(pool())
        quote = kind(sentence, other, chance)
        if stands_whole(quote):
            continue  # by chance it is a true quote still
        counts[kind.__name__] += 1
        if citations.find(quote, normalised) is not None:
            verified.append((kind.__name__, quote))

    assert len(pool()) > 500
    assert min(counts.values()) > 1_000
    assert verified == []


@pytest.mark.slow
def test_every_untouched_sentence_is_verified() -> None:
    source = bodies()
    normalised = citations.normalise(source)

    assert [s for s in pool() if citations.check_normalised(s, normalised, source).verdict != "verified"] == []
