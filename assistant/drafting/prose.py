"""The text of a sub-area as whole sentences that cite, read as one: what is in place and how far, and what is not.

The sentences say what the level of a question means, in the criteria set's own wording, and rest
on the quotes that carry it. Documents and web pages may be quoted word for word; interviews are
only said to confirm or to contradict, since their words stay with the evaluators.
"""

from collections.abc import Mapping, Sequence

from assistant.domain.asking import topic_of
from assistant.domain.copies import sentence_key
from assistant.domain.criteria import Language, SubArea
from assistant.domain.draft import Evidence, Narrative, Sentence
from assistant.domain.lift import advice as lift
from assistant.domain.listing import listed
from assistant.drafting.findings import MAX_IMPROVEMENTS, findings
from assistant.drafting.judged import MAX_CITATIONS, Judged, Rated, rated
from assistant.drafting.quoting import telling, worth_quoting
from assistant.drafting.statements import placed, sentences_of, stated
from assistant.drafting.wording import Connectives, as_clause, in_english, resolved, small

__all__ = ["MAX_IMPROVEMENTS", "Judged", "lift", "stated", "write"]

MAX_QUOTATIONS = 2
JOINED = 130
"""Characters of each of two sentences that may be joined by "och"."""


def write(
    sub_area: SubArea,
    judged: Sequence[Judged],
    titles: Mapping[str, str],
    *,
    author: str,
    language: Language = "sv",
    homes: Mapping[str, str] | None = None,
) -> Narrative:
    """Write the narrative of a sub-area from its judged questions: the strongest first.

    Args:
        sub_area: what the text is about.
        judged: its questions with level and evidence.
        titles: how sources are named, by id.
        author: who is said to have written it.
        language: of the text.
        homes: by sentence, the sub-area that may quote it (see ``quoting.homes``); any may without it.
    """
    turn = sum(ord(letter) for letter in sub_area.id)
    writer = _Writer(language, Connectives(language, turn), turn, titles, sub_area.id, homes or {})
    ordered = sorted(rated(judged), key=_band)
    writer.choose_quotes(ordered)
    sentences: list[Sentence] = []
    for item in (item for item in ordered if not _unseen(item)):
        sentences += writer.statement(item)
    sentences += writer.interviews(ordered)
    sentences += writer.unseen([item for item in ordered if _unseen(item)])
    sentences += writer.not_applicable(judged)
    sentences += writer.next_step(ordered)
    return Narrative(sub_area.id, tuple(_unique(sentences)), findings(judged, language), author)


def _band(item: Rated) -> int:
    """Order strong before steady before weak before nothing."""
    return (
        0 if item.level * 2 > item.question.top else 1 if item.level * 2 == item.question.top else 3 - bool(item.level)
    )


def _unseen(item: Rated) -> bool:
    return item.level == 0 and not item.judged.contradicting


class _Writer:
    """Writes the sentences of one text and remembers what it has said."""

    def __init__(
        self,
        language: Language,
        connectives: Connectives,
        turn: int,
        titles: Mapping[str, str],
        sub_area: str,
        homes: Mapping[str, str],
    ) -> None:
        self._language = language
        self._connectives = connectives
        self._turn = turn
        self._titles = titles
        self._sub_area = sub_area
        self._homes = homes
        self._quotes: dict[str, Evidence] = {}
        self._quoted = 0
        self._band = -1
        self._said = 0

    def statement(self, item: Rated) -> list[Sentence]:
        """Say what holds of a question, with a quotation where one tells more."""
        proof = item.judged.contradicting if item.level == 0 else item.judged.supporting
        said = sentences_of(item.question, item.level, self._language)
        if self._language == "en":
            said = [in_english(text, self._turn + self._said + n) for n, text in enumerate(said)]
        first = self._connected(resolved(said[0], proof, self._language), item)
        middle = tuple(e.id for e in proof[:MAX_CITATIONS])
        if len(said) == 1:
            own = item.judged.cited(at=item.level) if item.level else middle
            return [Sentence(first, own, item.question.id), *self._quotation(item)]
        reach = self._connectives.join("more", said[1]) if self._said % 2 else said[1]
        return [
            Sentence(first, middle, item.question.id),
            Sentence(reach, item.judged.cited(at=item.level), item.question.id),
            *self._quotation(item),
        ]

    def _connected(self, text: str, item: Rated) -> str:
        """Mark where the text turns to what is weaker; every other time that more of the same is in place."""
        before, self._band = self._band, _band(item)
        self._said += 1
        about = placed(text, item.question, turn=self._said) if self._language == "sv" else text
        if before < 0 or about != text:
            return about
        if before <= 1 < self._band:
            return self._connectives.join("contrast", text)
        more = self._band <= 1 and self._said % 2 == 0
        return self._connectives.join("more", text) if more else text

    def choose_quotes(self, items: Sequence[Rated]) -> None:
        """Choose the quotes that tell most of the text's questions, at most one a question."""
        best: dict[str, tuple[float, Evidence]] = {}
        for item in items:
            supporting = item.judged.supporting if item.level else []
            top = max((evidence.score for evidence in supporting), default=0.0)
            for evidence in supporting:
                worth = telling(evidence, item.level)
                fits = worth_quoting(evidence, self._title(evidence), best=top)
                usable = worth and fits and self._at_home(evidence)
                if usable and worth > best.get(item.question.id, (0.0,))[0]:
                    best[item.question.id] = (worth, evidence)
        chosen = sorted(best.items(), key=lambda pair: -pair[1][0])[:MAX_QUOTATIONS]
        self._quotes = {question: evidence for question, (_, evidence) in chosen}

    def _quotation(self, item: Rated) -> list[Sentence]:
        evidence = self._quotes.get(item.question.id)
        if evidence is None:
            return []
        form = self._forms()[self._quoted % 2]
        self._quoted += 1
        text = form.format(title=self._title(evidence), quote=" ".join(evidence.quote.split()))
        return [Sentence(text, (evidence.id,), item.question.id)]

    def _forms(self) -> tuple[str, str]:
        if self._language == "en":
            return "{title} says: “{quote}”", "The wording of {title} is: “{quote}”"
        return "I {title} står det: ”{quote}”", "Så här uttrycks det i {title}: ”{quote}”"

    def _title(self, evidence: Evidence) -> str:
        return self._titles.get(evidence.source_id, evidence.source_name)

    def _at_home(self, evidence: Evidence) -> bool:
        return self._homes.get(sentence_key(evidence.quote), self._sub_area) == self._sub_area

    def interviews(self, items: Sequence[Rated]) -> list[Sentence]:
        """Say once of what interviews give the same picture, and once of what they give another."""
        same, other = [], []
        for item in items:
            written = any(e.kind != "interview" for e in item.judged.supporting)
            denying = [e for e in item.judged.contradicting if e.kind == "interview"]
            confirming = [e for e in item.judged.supporting if e.kind == "interview"]
            if not written or item.level == 0:
                continue
            if denying:
                other.append((item, denying))
            elif confirming and item.level > 1:
                same.append((item, confirming))
        told = [(_SAME[self._language], same), (_OTHER[self._language], other)]
        return [self._told(forms, about) for forms, about in told if about]

    def _told(self, forms: Sequence[str], about: Sequence[tuple[Rated, Sequence[Evidence]]]) -> Sentence:
        topics = list(dict.fromkeys(self._topic(item) for item, _ in about))
        each = [items[0].id for _, items in about]
        rest = [e.id for _, items in about for e in items[1:]]
        proof = tuple(dict.fromkeys([*each, *rest]))[: max(MAX_CITATIONS, len(each))]
        text = forms[self._turn % len(forms)].format(listed(topics, self._language))
        return Sentence(text, proof, about[0][0].question.id)

    def _topic(self, item: Rated) -> str:
        """Name what a question is about; without a topic of its own in English, by its number."""
        if self._language == "sv":
            return topic_of(item.question)
        return item.question.topic.en if item.question.topic else f"question {item.question.id}"

    def unseen(self, items: Sequence[Rated]) -> list[Sentence]:
        """Say what holds as far as the evidence shows, which is that nothing is in place; two at a time."""
        reservation, word = "såvitt framgår av underlaget", "och"
        if self._language == "en":
            return [self._unseen_in_english(item, n) for n, item in enumerate(items)]
        texts = [(item.question.level(0).demand.in_language(self._language).rstrip("."), item) for item in items]
        sentences: list[Sentence] = []
        while texts:
            text, item = texts.pop(0)
            if self._band >= 0 and not sentences:
                text = self._connectives.join("contrast", f"{text}.").rstrip(".")
            if texts and max(len(text), len(texts[0][0])) <= JOINED and "," not in text:
                text = f"{text}, {word} {small(texts.pop(0)[0])}"
            sentences.append(Sentence(f"{text}, {reservation}.", (), item.question.id))
        return sentences

    def _unseen_in_english(self, item: Rated, turn: int) -> Sentence:
        note = item.question.level(0).demand.en
        whole = in_english(note, self._turn + turn)
        text = whole if whole != note else f"{note.rstrip('.')}, as far as the evidence shows."
        if turn == 0 and self._band >= 0:
            text = self._connectives.join("contrast", text)
        return Sentence(text, (), item.question.id)

    def not_applicable(self, judged: Sequence[Judged]) -> list[Sentence]:
        """Name the questions that do not concern the municipality."""
        text = {"sv": "Frågan är inte tillämplig: ", "en": "The question does not apply: "}[self._language]
        return [
            Sentence(text + small(item.question.text.in_language(self._language)), (), item.question.id)
            for item in judged
            if item.judgement == "not_applicable"
        ]

    def next_step(self, items: Sequence[Rated]) -> list[Sentence]:
        """Say what would lift the text's sub-area most from where it stands."""
        for item in sorted((i for i in items if i.level and i.gain), key=lambda i: -i.gain):
            wanted, own = item.question.level(item.level + 1), item.question.level(item.level)
            lifting = small(own.lift.en.rstrip(".")) if own.lift else None
            # What a rung holds back on ("…, men det varierar") lifts nothing.
            clause = as_clause(wanted.demand.sv.split(", men ")[0]) if self._language == "sv" else lifting
            proof = tuple(e.id for e in [*item.judged.supporting, *item.judged.contradicting][:MAX_CITATIONS])
            forms = _NEXT[self._language]
            if clause and proof:
                return [Sentence(forms[self._turn % len(forms)].format(clause), proof, item.question.id)]
        return []


_SAME: Mapping[Language, tuple[str, ...]] = {
    "sv": (
        "Intervjuerna bekräftar bilden när det gäller {}.",
        "De intervjuade ger samma bild i fråga om {}.",
        "Samma bild ges i intervjuerna när det gäller {}.",
    ),
    "en": (
        "The interviews confirm the picture as regards {}.",
        "Those interviewed give the same picture as regards {}.",
    ),
}
_OTHER: Mapping[Language, tuple[str, ...]] = {
    "sv": (
        "I intervjuerna framträder en delvis annan bild när det gäller {}.",
        "När det gäller {} ger intervjuerna en delvis annan bild.",
        "Av intervjuerna framgår en delvis annan bild i fråga om {}.",
    ),
    "en": (
        "As regards {} the interviews give a partly different picture.",
        "The interviews give a partly different picture as regards {}.",
    ),
}
_NEXT: Mapping[Language, tuple[str, ...]] = {
    "sv": (
        "Nästa steg är att kunna visa att {}.",
        "Delområdet skulle lyftas mest av att {}.",
        "Det som skulle ge mest är att {}.",
        "För att komma längre behöver kommunen kunna visa att {}.",
    ),
    "en": ("The next step would be this: {}.", "Most would be gained here: {}.", "To come further, {}."),
}


def _unique(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Drop a sentence that repeats an earlier one."""
    kept: dict[str, Sentence] = {}
    for sentence in sentences:
        kept.setdefault(sentence.text, sentence)
    return list(kept.values())
