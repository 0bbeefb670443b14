"""The summary comment of an area: where it is strong and weak, and what recurs in several sub-areas.

What recurs is read from where questions stand on their ladders: nothing in place, in place but not
everywhere, and followed up so that something changed. A rung's place in its ladder says which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.asking import topic_of
from assistant.domain.criteria import Area, Facet, Language, Question, SubArea
from assistant.domain.draft import Sentence
from assistant.domain.listing import listed
from assistant.domain.review import Decision
from assistant.domain.scoring import Scorecard

_LEARNING: frozenset[Facet] = frozenset({"followed_up", "analysed", "effect", "developed"})
_RECURS = 2
"""Sub-areas in which something must hold to be said to recur."""
_NAMED = 3
"""Topics named in a sentence, at most."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """A question with its decided level."""

    sub_area: SubArea
    question: Question
    level: int
    decision: Decision

    @property
    def steps(self) -> int:
        """Where it stands, in quarters of its ladder."""
        return round(4 * self.level / self.question.top)

    @property
    def proof(self) -> tuple[str, ...]:
        """The best quote that it rests on."""
        items = [e for e in self.decision.evidence if e.counts and e.stance == "supports"]
        return (max(items, key=lambda e: e.score).id,) if items else ()


def comment(area: Area, card: Scorecard, decisions: Mapping[str, Decision], language: Language) -> tuple[Sentence, ...]:
    """Comment on an area of which everything is decided; without any percentage there is nothing to say."""
    line = card.line(area.id)
    rated = [
        (p, sub.name.in_language(language)) for sub in area.sub_areas if (p := card.line(sub.id).percent) is not None
    ]
    if line.percent is None or len(rated) < len(area.sub_areas):
        return ()
    words = _WORDS[language]
    name = area.name.in_language(language)
    said = [Sentence(words["points"].format(name=name, points=line.printed, possible=line.printed_possible), ())]
    best, worst = max(rated), min(rated)
    if best[0] != worst[0]:
        text = words["ends"].format(best=best[1], best_percent=best[0], worst=worst[1], worst_percent=worst[0])
        said.append(Sentence(text, ()))
    standings = _standings(area, decisions)
    return (
        *said,
        *_reach(standings, area, language),
        *_learning(standings, area, language),
        *_absent(standings, language),
    )


def _standings(area: Area, decisions: Mapping[str, Decision]) -> list[_Standing]:
    return [
        _Standing(sub, question, decision.judgement, decision)
        for sub in area.sub_areas
        for question in sub.questions
        if (decision := decisions.get(question.id)) is not None and decision.judgement != "not_applicable"
    ]


def _reach(standings: Sequence[_Standing], area: Area, language: Language) -> list[Sentence]:
    """Say in how many sub-areas most is in place without reaching everywhere, and in how many some is only begun."""
    words, turn = _WORDS[language], len(area.sub_areas) + sum(map(ord, area.id))
    held = [s for s in standings if s.steps == 2]
    wide = [s for s in held if 2 * sum(t.sub_area is s.sub_area for t in held) >= len(s.sub_area.questions)]
    begun = [s for s in standings if s.steps == 1]
    said = []
    for found, forms in ((wide, ("reach_1", "reach_2")), (begun, ("begun_1", "begun_2"))):
        if len(_subs(found)) >= _RECURS:
            share = _share(len(_subs(found)), len(area.sub_areas), language)
            said.append(Sentence(words[forms[turn % 2]].format(share=share), _proof_of_each(found)))
    return said


def _learning(standings: Sequence[_Standing], area: Area, language: Language) -> list[Sentence]:
    """Say where following up has changed something, or that it has nowhere."""
    asked = [s for s in standings if _LEARNING & set(s.question.facets)]
    done = [s for s in asked if s.steps == 4]
    words = _WORDS[language]
    if not asked or len(_subs(asked)) < _RECURS:
        return []
    if not done:
        return [Sentence(words["unlearned"], ())]
    names = [sub.name.in_language(language) for sub in area.sub_areas if sub.id in _subs(done)]
    if len(names) == len(area.sub_areas):
        return []
    return [Sentence(words["learned"].format(names=_listed(names, language)), _proof_of_each(done))]


def _absent(standings: Sequence[_Standing], language: Language) -> list[Sentence]:
    """Name what is not in place at all."""
    none = [s for s in standings if s.level == 0]
    if not none:
        return []
    if language == "sv":
        topics = list(dict.fromkeys(topic_of(s.question) for s in none))
        return [
            Sentence(_WORDS["sv"]["absent"].format(topics=_listed(topics[:_NAMED], "sv", more=topics[_NAMED:])), ())
        ]
    names = list(dict.fromkeys(s.question.topic.en if s.question.topic else s.sub_area.name.en for s in none))
    return [Sentence(_WORDS["en"]["absent"].format(topics=_listed(names[:_NAMED], "en", more=names[_NAMED:])), ())]


def _subs(standings: Sequence[_Standing]) -> list[str]:
    return list(dict.fromkeys(s.sub_area.id for s in standings))


def _proof_of_each(standings: Sequence[_Standing]) -> tuple[str, ...]:
    """Return one quote for each sub-area."""
    first = {s.sub_area.id: s.proof for s in reversed(standings) if s.proof}
    return tuple(key for sub in _subs(standings) for key in first.get(sub, ()))


def _share(count: int, of: int, language: Language) -> str:
    words = _WORDS[language]
    if count == of:
        return words["all"]
    numbers = words["numbers"].split()
    return words["some"].format(
        count=numbers[count] if count < len(numbers) else count, of=numbers[of] if of < len(numbers) else of
    )


def _listed(names: Sequence[str], language: Language, *, more: Sequence[str] = ()) -> str:
    return listed([*names, "annat" if language == "sv" else "more"] if more else names, language)


_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "points": "Området {name} får {points} av {possible} poäng.",
        "ends": "Resultatet är starkast inom {best} ({best_percent} %) och svagast inom {worst} ({worst_percent} %).",
        "reach_1": "I {share} delområden är det mesta på plats utan att nå hela kommunen.",
        "reach_2": "Det som finns på plats behöver i {share} delområden nå ut till fler delar av kommunen.",
        "begun_1": "I {share} delområden är något bara påbörjat eller begränsat till enstaka delar.",
        "begun_2": "Sådant som bara är påbörjat eller finns i enstaka delar återkommer i {share} delområden.",
        "all": "alla",
        "some": "{count} av {of}",
        "numbers": "noll ett två tre fyra fem sex sju åtta nio tio",
        "learned": "Uppföljning som har lett till utveckling syns främst inom {names}.",
        "unlearned": "Uppföljning som har lett till ändrade arbetssätt syns inte i något av delområdena.",
        "absent": "Underlaget visar inget på plats när det gäller {topics}.",
    },
    "en": {
        "points": "{name} received {points} of {possible} points.",
        "ends": "The result is strongest in {best} ({best_percent} %) and weakest in {worst} ({worst_percent} %).",
        "reach_1": "In {share} sub-areas most is in place without reaching the whole municipality.",
        "reach_2": "What is in place needs to reach more parts of the municipality in {share} sub-areas.",
        "begun_1": "In {share} sub-areas something is only begun or limited to single parts.",
        "begun_2": "Things only begun or limited to single parts recur in {share} sub-areas.",
        "all": "all",
        "some": "{count} of {of}",
        "numbers": "none one two three four five six seven eight nine ten",
        "learned": "Follow-up that has led to development is seen mainly in {names}.",
        "unlearned": "Follow-up that has changed ways of working is seen in none of the sub-areas.",
        "absent": "The evidence shows something missing altogether in {topics}.",
    },
}
