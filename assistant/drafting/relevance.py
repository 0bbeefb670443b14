"""How surely a text speaks of a question, judged against all other questions of the set.

A question is the bag of words of its fields; a text answers it by the words they share, weighed by
how few questions and how few passages use them, and compounds count by their parts. What nearly
every question would claim ("följs upp varje år") is shared out: a text counts for the questions
that it fits better than the others (a correction for hubs, cf. Lample et al. 2018, CSLS). Measured
on the demo set (docs/quality.md): of the gold passages 29 % were among eight quotes before, 52 % now.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.domain.criteria import CriteriaSet, Question
from assistant.drafting.compounds import Compounds
from assistant.drafting.topics import FUNCTION_WORDS, stem

Scores = NDArray[np.float32]
"""One number a question, in the order of the criteria."""

TEXT, LOOKS_FOR, TERM, SYNONYM, DEMAND, CUE, TYPICAL = 1.0, 0.7, 1.0, 0.9, 0.5, 0.5, 0.5
"""How much the words of each field of a question count."""
PART_OF_TEXT, PART_OF_QUESTION = 0.7, 0.35
"""How much a part counts when the text, or the question, has it in a compound."""
BY_QUESTIONS, BY_PASSAGES = 0.3, 0.4
"""How sharply rarity among questions and among passages counts, as powers."""
HEADING = 0.5
"""Share of title and headings beside the passage and the sentence itself."""
RIVALS, SHARED_OUT = 3, 0.7
"""The best so many questions of a sentence, and how much of their mean is taken off all."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
Bag = dict[str, float]


def tokens(text: str) -> list[str]:
    """Return the stems of all but function words, in order."""
    return [stem(w) for w in _WORD.findall(text.casefold()) if w not in FUNCTION_WORDS and len(w) > 1]


def fields(question: Question) -> list[tuple[float, str]]:
    """Return the texts that say what a question is about, with how much their words count."""
    synonyms = [w for words in question.synonyms.values() for w in words]
    cues = [c for phrases in question.cues.levels.values() for c in phrases]
    return [
        (TEXT, question.text.sv),
        (LOOKS_FOR, question.looks_for.sv),
        *((TERM, term) for term in question.terms),
        *((SYNONYM, word) for word in synonyms),
        *((DEMAND, level.demand.sv) for level in question.levels[1:]),
        *((CUE, phrase) for phrase in [*cues, *question.cues.against]),
        *((TYPICAL, text.sv) for text in question.typical_evidence),
    ]


@dataclass(frozen=True, slots=True)
class Uses:
    """How many passages there are, and how many of them use each stem; made once per evidence."""

    passages: int
    by_stem: Mapping[str, int]


def count_uses(texts: Iterable[str]) -> Uses:
    """Count in how many texts each stem stands."""
    found: Counter[str] = Counter()
    count = 0
    for text in texts:
        count += 1
        found.update(set(tokens(text)))
    return Uses(count, found)


class Relevance:
    """Scores texts for every question of a criteria set at once.

    Args:
        criteria: the questions.
        uses: the words of the evidence that will be scored.
    """

    def __init__(self, criteria: CriteriaSet, uses: Uses) -> None:
        self.questions = tuple(criteria.questions())
        self.place = {question.id: n for n, question in enumerate(self.questions)}
        asked = [[(weight, tokens(text)) for weight, text in fields(q)] for q in self.questions]
        vocabulary: Counter[str] = Counter(uses.by_stem)
        for texts in asked:
            vocabulary.update({t for _, words in texts for t in words})
        self._compounds = Compounds(vocabulary)
        bags = [self._asked_bag(texts) for texts in asked]
        self._weights = self._weigh(bags, uses)
        self._postings = self._post(bags)

    def of(self, text: str) -> Scores:
        """Return how surely a text speaks of each question: 0 not at all, about 1 with its whole vocabulary."""
        scores = np.zeros(len(self.questions), dtype=np.float32)
        for word, share in self._bag(tokens(text), PART_OF_TEXT).items():
            posting = self._postings.get(word)
            if posting is not None:
                scores[posting[0]] += np.float32(share) * posting[1]
        return scores

    def _bag(self, words: Sequence[str], part: float) -> Bag:
        bag: Bag = dict.fromkeys(words, 1.0)
        for word in words:
            for piece in self._compounds.parts(word):
                bag[piece] = max(bag.get(piece, 0.0), part)
        return bag

    def _asked_bag(self, texts: Sequence[tuple[float, Sequence[str]]]) -> Bag:
        bag: Bag = {}
        for weight, words in texts:
            for word, share in self._bag(words, PART_OF_QUESTION).items():
                bag[word] = max(bag.get(word, 0.0), weight * share)
        return bag

    def _weigh(self, bags: Sequence[Bag], uses: Uses) -> dict[str, float]:
        """Weigh the questions' words from 0 (used everywhere) to 1 (rare)."""
        asked = Counter(word for bag in bags for word, share in bag.items() if share >= PART_OF_QUESTION)
        used = Counter(uses.by_stem)
        for word, count in uses.by_stem.items():
            for piece in self._compounds.parts(word):
                used[piece] += count
        return {
            word: _rarity(asked[word], len(bags)) ** BY_QUESTIONS
            * _rarity(max(used[word], 1), max(uses.passages, 1)) ** BY_PASSAGES
            for bag in bags
            for word in bag
        }  # fmt: skip

    def _post(self, bags: Sequence[Bag]) -> dict[str, tuple[NDArray[np.intp], Scores]]:
        """Return for each word the questions that ask for it, with what it is worth there."""
        places: dict[str, list[int]] = {}
        values: dict[str, list[float]] = {}
        for n, bag in enumerate(bags):
            weighed = {word: share * self._weights[word] for word, share in bag.items()}
            length = math.sqrt(sum(v * v for v in weighed.values())) or 1.0
            for word, value in weighed.items():
                places.setdefault(word, []).append(n)
                values.setdefault(word, []).append(value * self._weights[word] / length)
        return {word: (np.array(places[word]), np.array(values[word], dtype=np.float32)) for word in places}


def competing(scores: Scores) -> Scores:
    """Take off each question's score what its best rivals have, so that what fits all counts for none."""
    best = np.sort(scores)[-RIVALS:]
    competed: Scores = scores - np.float32(SHARED_OUT) * best.mean()
    return competed


def _rarity(used: int, of: int) -> float:
    """Return 1 for a word used once or never and 0 for one used by all or more."""
    return min(1.0, max(0.0, math.log((of + 1) / (used + 0.5)) / math.log((of + 1) / 1.5))) if of > 1 else 1.0
