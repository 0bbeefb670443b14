"""The text of an area and the summary of the whole, written by rules from what is decided and approved beneath.

They say what is in place, how far it reaches and what would lift it, where the result is strongest and
weakest, and give good examples word for word. Interviews are never quoted.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.domain.asking import topic_of
from assistant.domain.comments import comment
from assistant.domain.criteria import Area, CriteriaSet, Language
from assistant.domain.draft import Evidence, Finding, Narrative, Sentence
from assistant.domain.lift import advice
from assistant.domain.listing import listed
from assistant.domain.overall import SUMMARY
from assistant.domain.review import Decision
from assistant.domain.scoring import Line, Scorecard
from assistant.drafting.extractive import NAME
from assistant.drafting.judged import Judged, Rated, rated
from assistant.drafting.overall_words import WORDS
from assistant.drafting.quoting import telling, worth_quoting
from assistant.drafting.wording import as_clause, small

TURNS = 3
"""Ways of saying the same, so that the texts of areas do not all read alike."""
NAMED = 3
"""Topics named in a sentence, at most."""
ENDS = 2
"""Areas named as the strongest and as the weakest of a summary."""
EXAMPLES_OF_AREA, EXAMPLES_OF_ALL = 2, 4

_LEANS = re.compile(r"(?!Kommun|Fullmäktige|Nämnd)\w{3,}(?:en|et|na)\b", re.IGNORECASE)
"""A first word in the definite form, which points back to the sentence before."""
_SPECIFIC = re.compile(r"\d|(?<=[a-zåäö,] )[A-ZÅÄÖ]")
_POINTS_AWAY = re.compile(r"\b(?:här|nedan|ovan)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """What an area's text or the summary is written from."""

    criteria: CriteriaSet
    card: Scorecard
    decisions: Mapping[str, Decision]
    titles: Mapping[str, str]
    """How sources are named, by id."""
    municipality: str
    language: Language = "sv"


def area_text(area: Area, given: Given) -> Narrative:
    """Write the text of an area; empty while a sub-area of it has nothing that is judged."""
    said = list(comment(area, given.card, given.decisions, given.language))
    if not said:
        return Narrative(area.id, (), (), NAME)
    items = _rated(given, area)
    turn = given.criteria.areas.index(area) % TURNS
    ends = 1 + any(s.text.startswith(WORDS[given.language]["ends_begin"]) for s in said)
    sentences = (*said[:ends], *_furthest(items, given, turn), *said[ends:], *_lifts(items, given, turn=turn))
    return Narrative(area.id, sentences, _examples(items, given)[:EXAMPLES_OF_AREA], NAME)


def summary_text(given: Given) -> Narrative:
    """Write the summary of the whole; empty while nothing is judged."""
    total, words = given.card.total, WORDS[given.language]
    items = _rated(given, *given.criteria.areas)
    if total.percent is None or not items:
        return Narrative(SUMMARY, (), (), NAME)
    first = words["total"].format(
        municipality=given.municipality, points=total.printed, possible=total.printed_possible, percent=total.percent
    )
    sentences = (
        Sentence(first, ()),
        *_ends(given),
        _reach(items, given.language),
        *_learned(items, given),
        *_room(given),
        *_lifts(items, given, most=1, lead="lift_all"),
    )
    return Narrative(SUMMARY, sentences, _examples_of_all(given), NAME)


def _rated(given: Given, *areas: Area) -> list[Rated]:
    questions = (question for area in areas for sub in area.sub_areas for question in sub.questions)
    decided = ((q, given.decisions[q.id]) for q in questions if q.id in given.decisions)
    return rated([Judged(q, d.judgement, d.evidence) for q, d in decided])


def _steps(item: Rated) -> int:
    """Return where a question stands, in quarters of its ladder."""
    return round(4 * item.level / item.question.top)


def _proof(items: Sequence[Rated]) -> tuple[str, ...]:
    """Return the best quote of each."""
    return tuple(dict.fromkeys(item.judged.supporting[0].id for item in items if item.judged.supporting))


def _furthest(items: Sequence[Rated], given: Given, turn: int) -> list[Sentence]:
    """Name what is known and used across the municipality, the furthest developed first."""
    wide = sorted((i for i in items if _steps(i) >= 3 and i.judged.supporting), key=lambda i: -_steps(i))
    named: dict[str, Rated] = {}
    for item in wide:
        named.setdefault(_topic(item, given), item)
    chosen = dict(list(named.items())[:NAMED])
    if not chosen:
        return []
    text = WORDS[given.language][f"furthest_{turn}"].format(topics=listed(list(chosen), given.language))
    return [Sentence(text, _proof(list(chosen.values())))]


def _topic(item: Rated, given: Given) -> str:
    """Name what a question is about; terms are Swedish, so that in English its sub-area may have to do."""
    if given.language == "sv":
        return topic_of(item.question)
    if item.question.topic:
        return item.question.topic.en
    return given.criteria.sub_area_of(item.question.id).name.en


def _lifts(
    items: Sequence[Rated], given: Given, *, most: int = 2, lead: str = "lift_area", turn: int = 0
) -> list[Sentence]:
    """Say what would lift the result most: the next rungs worth most, of different sub-areas."""
    words = WORDS[given.language]
    said: list[Sentence] = []
    seen: set[str] = set()
    for item in sorted((i for i in items if i.gain), key=lambda i: -i.gain):
        sub = given.criteria.sub_area_of(item.question.id)
        text = _lift(item, words[f"{'lift_more' if said else lead}_{turn}"], given)
        if sub.id in seen or text is None:
            continue
        seen.add(sub.id)
        cited = _proof([item]) or tuple(e.id for e in item.judged.contradicting[:1])
        said.append(Sentence(text, cited, item.question.id))
        if len(said) == most:
            break
    return said


def _lift(item: Rated, lead: str, given: Given) -> str | None:
    if given.language == "en":
        sub = given.criteria.sub_area_of(item.question.id)
        return lead.format(name=sub.name.en, advice=small(advice(item.question, item.level, "en")))
    # What a rung holds back on ("…, men det varierar") lifts nothing.
    clause = as_clause(item.question.level(item.level + 1).demand.sv.split(", men ")[0])
    return lead.format(clause) if clause else None


def _examples(items: Sequence[Rated], given: Given) -> tuple[Finding, ...]:
    """Give good examples, the most telling first: a sentence of a document or web page, word for word."""
    found: dict[str, tuple[float, Rated, Evidence]] = {}
    for item in items:
        if _steps(item) < 3:
            continue
        top = max((e.score for e in item.judged.supporting), default=0.0)
        for evidence in item.judged.supporting:
            worth = telling(evidence, item.level)
            fits = worth_quoting(evidence, _title(evidence, given), best=top) and _stands_alone(evidence.quote)
            if worth and fits:
                best = found.get(evidence.quote)
                if best is None or worth > best[0]:
                    found[evidence.quote] = (worth, item, evidence)
    ordered = sorted(found.values(), key=lambda entry: (-entry[0], entry[1].question.id))
    one_each: dict[str, Finding] = {}
    for _worth, item, evidence in ordered:
        one_each.setdefault(item.question.id, _example(item, evidence, given))
    return tuple(one_each.values())


def _stands_alone(quote: str) -> bool:
    """Say whether a sentence tells something of its own, away from its page and the sentence before it."""
    leans = _LEANS.match(quote) and not _SPECIFIC.search(quote)
    return not leans and not _POINTS_AWAY.search(quote)


def _example(item: Rated, evidence: Evidence, given: Given) -> Finding:
    text = WORDS[given.language]["example"].format(
        topic=_topic(item, given),
        title=_title(evidence, given),
        quote=" ".join(evidence.quote.split()),
    )
    return Finding("example", Sentence(text, (evidence.id,), item.question.id))


def _title(evidence: Evidence, given: Given) -> str:
    return given.titles.get(evidence.source_id, evidence.source_name)


# --- the whole ---------------------------------------------------------------------------------------


def _by_percent(given: Given) -> list[tuple[int, Area]]:
    """Return the areas with their percent, the strongest first."""
    rows = [(given.card.line(area.id).percent, area) for area in given.criteria.areas]
    return sorted(((p, area) for p, area in rows if p is not None), key=lambda row: -row[0])


def _ends(given: Given) -> list[Sentence]:
    ranked = _by_percent(given)
    if len(ranked) < 2 or ranked[0][0] == ranked[-1][0]:
        return []
    count = ENDS if len(ranked) >= 2 * ENDS else 1

    def told(rows: Sequence[tuple[int, Area]]) -> str:
        names = [f"{area.name.in_language(given.language)} ({p} %)" for p, area in rows]
        return listed(names, given.language)

    text = WORDS[given.language]["ends"].format(strong=told(ranked[:count]), weak=told(ranked[: -count - 1 : -1]))
    return [Sentence(text, ())]


def _reach(items: Sequence[Rated], language: Language) -> Sentence:
    """Say of how many questions something is in place, and how far it reaches."""
    words = WORDS[language]
    steps = [_steps(item) for item in items]
    counts = [sum(s >= 3 for s in steps), steps.count(2), steps.count(1), steps.count(0)]
    forms = (words["wide"], words["held"], words["begun"], words["none"])
    parts = [form.format(count=count) for form, count in zip(forms, counts, strict=True) if count]
    return Sentence(words["reach"].format(count=len(items), parts=listed(parts, language)), ())


def _learned(items: Sequence[Rated], given: Given) -> list[Sentence]:
    """Say in which areas following up has changed something most often."""
    developed = [item for item in items if _steps(item) == 4]
    words = WORDS[given.language]
    if not developed:
        return [Sentence(words["unlearned"], ())]
    by_area: dict[str, list[Rated]] = {}
    for item in developed:
        by_area.setdefault(given.criteria.area_of(item.question.id).id, []).append(item)
    chosen = sorted(by_area, key=lambda key: -len(by_area[key]))[:NAMED]
    names = [area.name.in_language(given.language) for area in given.criteria.areas if area.id in chosen]
    proof = _proof([by_area[key][0] for key in chosen])
    return [Sentence(words["learned"].format(names=listed(names, given.language)), proof)]


def _room(given: Given) -> list[Sentence]:
    """Name the sub-areas with most points left to gain."""

    def left(line: Line) -> int:
        return line.printed_possible - line.printed

    lines = sorted((line for line in given.card.sub_areas if left(line) > 0), key=lambda line: -left(line))[:NAMED]
    if not lines:
        return []
    words = WORDS[given.language]
    names = {sub.id: sub.name.in_language(given.language) for sub in given.criteria.sub_areas()}
    told = [words["left"].format(name=names[line.id], points=left(line)) for line in lines]
    return [Sentence(words["room"].format(names=listed(told, given.language)), ())]


def _examples_of_all(given: Given) -> tuple[Finding, ...]:
    """Give the best example of each of the areas that came furthest."""
    found: list[Finding] = []
    for _percent, area in _by_percent(given):
        found += _examples(_rated(given, area), given)[:1]
    return tuple(found[:EXAMPLES_OF_ALL])
