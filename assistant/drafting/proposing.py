"""From a model's reading of the evidence to a draft: the level is what verified quotes prove, never what is said.

A level stands when the model says that its demand is met, a quote it gives for it has passed the
gate, and the rules read that quote as showing as much. It goes at most one rung above what the
rules alone propose: what a captured model could gain is bounded by that, whatever it was told, and
a person must look at every draft that the model raised.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median_low

from assistant.domain.criteria import Question
from assistant.domain.draft import Draft, Evidence
from assistant.domain.evidence import SourceKind
from assistant.drafting import levels
from assistant.drafting.gate import Claim, Sourced, check_quote, readings, unproven, unsupported
from assistant.drafting.instructions import addresses_the_judge
from assistant.drafting.replies import DraftReply

ABOVE = 1
"""Rungs that a model's draft may go above the rules' draft."""
APART = 1
"""Levels that the two may differ without a person having to look."""
_CONFIDENCE = {"low": 0.35, "medium": 0.6, "high": 0.8}
_CAUTION = 0.4
"""The most confidence in a draft that a person must look at."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a draft with a model is made from, beside the model's answers."""

    question: Question
    sourced: Sourced
    rules: Draft
    """The draft of the rules alone."""
    drafter: str
    expired: Callable[[str], bool] = lambda _source: False
    """Says of a source whether its validity has ended."""
    undecided: Callable[[str], bool] = lambda _source: False
    relevance: Callable[[Evidence], float] = lambda _item: 1.0
    """How surely a quote speaks of the question, on the scale of the rules' drafter."""
    kept_back: tuple[SourceKind, ...] = ()
    """Kinds of sources that may not be sent to the model."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One answer after the gate."""

    level: int
    claimed: int
    evidence: tuple[Evidence, ...]


def propose(basis: Basis, replies: Sequence[DraftReply]) -> Draft:
    """Return the draft that one or several answers to the same question amount to."""
    reads = [_read(basis, reply) for reply in replies]
    level = median_low([r.level for r in reads])
    chosen = next(r for r in reads if r.level == level)
    reply = replies[reads.index(chosen)]
    kept = tuple(e for e in basis.rules.evidence if e.kind in basis.kept_back)
    evidence = _unique((*chosen.evidence, *kept))
    look = _look(basis, reads, level, evidence)
    confidence = _CONFIDENCE[reply.confidence] * _steadiness(reads)
    found = any(e.counts for e in evidence)
    return Draft(
        question_id=basis.question.id,
        level=level,
        nothing_found=not found,
        confidence=round(min(confidence, _CAUTION) if look else confidence, 2),
        evidence=evidence,
        reasons=_reasons(basis, chosen, level, found=found),
        missing=_missing(basis, reply, level),
        searched=basis.rules.searched,
        drafter=basis.drafter,
        beside=basis.rules.level,
        look=look,
    )


def _read(basis: Basis, reply: DraftReply) -> _Read:
    """Put one answer through the gate and find the level that its verified quotes prove."""
    ladder = levels.ladder_of(basis.question)
    known = {level.number for level in basis.question.levels}
    found: list[Evidence] = []
    proven = claimed = 0
    for rung in reply.rungs:
        checked = [_judged(basis, ladder, Claim(q.source, q.text, "supports")) for q in rung.quotes]
        found += checked
        if rung.met == "yes" and rung.level in known:
            claimed = max(claimed, rung.level)
            shown = max((e.level or 0 for e in checked if e.counts and e.stance == "supports"), default=0)
            proven = max(proven, min(rung.level, shown))
    found += [_judged(basis, ladder, Claim(q.source, q.text, "contradicts")) for q in reply.against]
    level = min(proven, basis.rules.level + ABOVE)
    return _Read(level, claimed, _unique(found))


def _judged(basis: Basis, ladder: levels.Ladder, claim: Claim) -> Evidence:
    """Check a quote and say which level it speaks for on its own, as the rules read it."""
    item = check_quote(claim, basis.sourced, question_id=basis.question.id)
    if not item.counts:
        return item
    relevance = basis.relevance(item)
    item = replace(item, score=levels.shown(max(relevance, 0.0)))
    if relevance < levels.FAINT and item.stance == "supports":
        return replace(item, stance="context", level=0, warnings=(*item.warnings, "Meningen rör knappast frågan."))
    expired, undecided = basis.expired(item.source_id), basis.undecided(item.source_id)
    stage = max(
        levels.stage_of(reading, kind=item.kind, expired=expired, undecided=undecided)
        for reading in readings(item.quote)
    )
    warnings = [
        text
        for holds, text in (
            (expired, "Dokumentets giltighetstid har gått ut."),
            (undecided, "Dokumentet är ett utkast eller ett förslag."),
        )
        if holds
    ]
    level = ladder.level(stage) if item.stance == "supports" else 0
    return replace(item, level=level, warnings=(*item.warnings, *warnings))


def _unique(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Keep each sentence once; where it was put forward both for and against, the one against."""
    found: dict[str, Evidence] = {}
    for item in evidence:
        known = found.get(item.id)
        if known is None or (item.stance == "contradicts" and known.stance != "contradicts"):
            found[item.id] = item
    return tuple(found.values())


def _look(basis: Basis, reads: Sequence[_Read], level: int, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """List why a person must look."""
    rules = basis.rules.level
    claims = [r.claimed for r in reads]
    wrong = unproven(evidence)
    apart = max(abs(c - rules) for c in claims) > APART
    told = (
        (wrong > 0, f"{wrong} av modellens citat gick inte att verifiera."),
        (
            apart,
            f"Modellen och reglerna skiljer sig mer än en nivå (reglerna: {rules}).",
        ),
        (level > rules, f"Modellen föreslår en högre nivå än reglerna (reglerna: {rules})."),
        (len({r.level for r in reads}) > 1, "Modellens svar ändras med ordningen på underlaget."),
    )
    return tuple(text for holds, text in told if holds)


def _steadiness(reads: Sequence[_Read]) -> float:
    """Return the share of answers that agree with the most frequent level."""
    return Counter(r.level for r in reads).most_common(1)[0][1] / len(reads)


def _reasons(basis: Basis, chosen: _Read, level: int, *, found: bool) -> tuple[str, ...]:
    if not found:
        return ("Modellen fann inget citat i underlaget som besvarar frågan.",)
    reasons = []
    if level:
        reasons.append(f"Verifierade citat visar nivå {level}.")
    else:
        reasons.append("Verifierade citat visar inte att någon nivå över 0 är uppfylld.")
    if chosen.claimed > level:
        reasons.append(f"Modellen menade nivå {chosen.claimed}, men citaten bär inte så långt.")
    if any(e.counts and e.stance == "contradicts" for e in chosen.evidence):
        reasons.append("Det finns uppgifter som talar emot.")
    if basis.kept_back and any(e.kind in basis.kept_back for e in basis.rules.evidence):
        reasons.append("Källor som inte får skickas till modellen är lästa med regler i stället.")
    return tuple(reasons)


def _missing(basis: Basis, reply: DraftReply, level: int) -> tuple[str, ...]:
    """Say what the next level asks for, and the model's own words on it where they name nothing unproven."""
    if level >= basis.question.top:
        return ()
    sources = [basis.question.text.sv, basis.question.looks_for.sv, *(x.demand.sv for x in basis.question.levels)]
    sources += [item.text for item in basis.sourced.shown.values()]
    own = [
        " ".join(text.split())
        for text in reply.missing[:3]
        if text.strip() and not unsupported(text, sources) and not addresses_the_judge(text)
    ]
    return (basis.question.level(level + 1).demand.sv, *(f"Modellen: {text}" for text in own))
