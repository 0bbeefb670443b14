"""Drafting: for each question evidence and a level, for each sub-area a text."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.domain.assessment import Assessment
from assistant.domain.copies import copy_groups
from assistant.domain.criteria import CriteriaSet, Question
from assistant.domain.draft import Draft, Narrative
from assistant.domain.evidence import Hit, SearchFilter, SourceKind
from assistant.domain.run import RunRecord
from assistant.drafting.extractive import NAME, ExtractiveDrafter, SourceFacts
from assistant.drafting.hearing import hear
from assistant.drafting.instructions import withhold
from assistant.drafting.prose import Judged, write
from assistant.drafting.quoting import homes
from assistant.drafting.reading import is_undecided, valid_until
from assistant.errors import InvalidInputError, NotFoundError
from assistant.store import StorePassageFeed
from assistant.workflow import assessments
from assistant.workflow.model_drafting import NAME as MODEL_NAME
from assistant.workflow.model_drafting import draft_with_model, model_run_id
from assistant.workflow.modelling import asking
from assistant.workflow.parts import Parts
from assistant.workflow.placing import Places
from assistant.workflow.progress import Progress

logger = logging.getLogger(__name__)


def questions_of(parts: Parts, assessment: Assessment, under: str | None) -> tuple[Question, ...]:
    """Return the questions of an area, sub-area or question id; all without one. NotFoundError if unknown."""
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    if under is None:
        return tuple(criteria.questions())
    try:
        return criteria.questions_under(under)
    except KeyError:
        message = f"Det finns inget område, delområde eller delfråga som heter {under!r}."
        raise NotFoundError(message, hint="Exempel: 1, 1.2 eller 1.2.3.") from None


def run_id_of(parts: Parts, assessment: Assessment) -> str:
    """Name a drafting run by its inputs: the same evidence, criteria, settings and models give the same run."""
    with parts.store.reading() as tx:
        evidence = tx.passages.fingerprint(assessment.id)
    what = (assessment.id, assessment.criteria_fingerprint, evidence)
    key = "|".join((*what, NAME, parts.searcher(), parts.settings_fingerprint, parts.version))
    return hashlib.sha256(key.encode()).hexdigest()[:20]


def undrafted(parts: Parts, assessment_id: str) -> int:
    """Count the questions that have no draft from the evidence as it stands; 0 when there is nothing to read."""
    assessment = assessments.get(parts, assessment_id)
    run = run_id_of(parts, assessment)
    with parts.store.reading() as tx:
        if not tx.passages.count(assessment_id):
            return 0
        return len(questions_of(parts, assessment, None)) - tx.drafts.count_of_run(run)


@dataclass(frozen=True)
class _Context:
    criteria: CriteriaSet
    drafter: ExtractiveDrafter


def draft(
    parts: Parts,
    assessment_id: str,
    *,
    under: str | None = None,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[str]:
    """Draft questions that this run has not drafted yet, then the texts of their sub-areas.

    Returns the ids of the questions drafted now. Running it again with the same evidence drafts nothing.
    """
    assessment = assessments.get(parts, assessment_id)
    assessments.check_criteria(parts, assessment)
    questions = questions_of(parts, assessment, under)
    run = run_id_of(parts, assessment)
    with parts.store.reading() as tx:
        if not tx.passages.count(assessment_id):
            raise InvalidInputError("Det finns inget underlag att läsa.", hint="Lägg till filer med: kompass add.")
        have = {d.question_id for d in tx.drafts.of_run(run)}
    todo = [q for q in questions if q.id not in have]
    phases = 1 if parts.model() is None else 2  # the rules, then a model beside them

    def tell(phase: int) -> Callable[[Progress], None]:
        return lambda p: on_progress(replace(p, done=phase * p.total + p.done, total=phases * p.total))

    def opened() -> ExtractiveDrafter:
        return _context(parts, assessment, run).drafter

    if todo:
        places = Places()
        _record_run(parts, assessment, run)
        for done, question in enumerate(todo, 1):
            if cancelled():
                return [q.id for q in todo[: done - 1]]
            proposed = opened().draft(question).with_run(run)
            with parts.store.transaction() as tx:
                tx.drafts.add(assessment_id, [places.of(tx, proposed)])
            tell(0)(Progress(done, len(todo), question.id))
    by_model = _draft_with_model(parts, assessment, questions, run, opened, tell(1), cancelled)
    _write_texts(parts, assessment, questions, run)
    return list(dict.fromkeys([*(q.id for q in todo), *by_model]))


def _draft_with_model(
    parts: Parts,
    assessment: Assessment,
    questions: Sequence[Question],
    run: str,
    rules: Callable[[], ExtractiveDrafter],
    on_progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> list[str]:
    """Put a language model's drafts beside the rules', where a model is set; return the ids drafted now."""
    model = parts.model()
    if model is None:
        return []
    asked = asking(parts, assessment.id, cancelled=cancelled, model=model)
    prompt = asked.prompt("draft")
    record = replace(
        _record(parts, assessment, model_run_id(asked, run)),
        drafter=f"{MODEL_NAME} {model.id}",
        model=model.id,
        model_settings=model.choice.settings,
        prompts=((prompt.title, prompt.fingerprint),),
        beside=run,
    )

    return draft_with_model(asked, assessment, questions, rules, record, on_progress=on_progress)


def rules_of(parts: Parts, assessment: Assessment) -> ExtractiveDrafter:
    """Return the rules' drafter over the evidence as it is now, whatever a run saw."""
    return _open(parts, assessment).drafter


def _record_run(parts: Parts, assessment: Assessment, run: str) -> None:
    record = _record(parts, assessment, run)
    with parts.store.transaction() as tx:
        if run not in {known.id for known in tx.drafts.runs(assessment.id)}:
            tx.drafts.add_run(record)
            tx.events.append(assessment.id, at=parts.now(), by=parts.user, action="drafting_started", subject=run)


def _context(parts: Parts, assessment: Assessment, run: str) -> _Context:
    """Return the drafter of a run, opened once: a job drafts one sub-area after the other."""
    return parts.kept.get(("drafter", run), lambda: _open(parts, assessment))


def _record(parts: Parts, assessment: Assessment, run: str) -> RunRecord:
    with parts.store.reading() as tx:
        evidence = tx.passages.fingerprint(assessment.id)
    return RunRecord(
        id=run,
        assessment_id=assessment.id,
        kind="draft",
        started_at=parts.now(),
        by=parts.user,
        drafter=NAME,
        embedder=parts.searcher(),
        criteria_fingerprint=assessment.criteria_fingerprint,
        evidence_fingerprint=evidence,
        settings_fingerprint=parts.settings_fingerprint,
        version=parts.version,
        packages=parts.packages,
    )


def _open(parts: Parts, assessment: Assessment) -> _Context:
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    index = parts.open_index(assessment.id)
    with parts.store.reading() as tx:
        ready = tx.sources.list(assessment.id, states=("ready",))
        passages = tx.passages.count(assessment.id)
    counts: dict[SourceKind, int] = {}
    titles = {source.id: source.shown for source in ready}
    kinds = {source.id: source.kind for source in ready}
    for source in ready:
        counts[source.kind] = counts.get(source.kind, 0) + (source.passages > 0)

    @cache
    def heard(source_id: str) -> str:
        with parts.store.reading() as tx:
            return withhold(tx.sources.text(source_id))[0]

    @cache
    def originals() -> dict[str, str]:
        return copy_groups({source.id: heard(source.id) for source in ready if source.passages})

    @cache
    def facts(source_id: str) -> SourceFacts:
        text = heard(source_id)
        home = originals().get(source_id, source_id)
        original = None if home == source_id else (home, kinds[home])
        return SourceFacts(valid_until(text), is_undecided(withhold(titles.get(source_id, ""))[0], text), original)

    as_of = (
        min(f"{assessment.year}-12-31", assessment.created_at[:10]) if assessment.year else assessment.created_at[:10]
    )
    feed = StorePassageFeed(parts.store, assessment.id)

    def texts() -> Iterator[str]:
        return (hear(passage).text for passage in feed.passages(None))

    found: dict[tuple[tuple[str, ...], int, SearchFilter], list[list[Hit]]] = {}

    def search(queries: Sequence[str], *, k: int, where: SearchFilter) -> list[list[Hit]]:
        """Search once for the rules and for the model after them."""
        key = (tuple(queries), k, where)
        if key not in found:
            found[key] = index.search_many(queries, k=k, where=where)
        return found[key]

    drafter = ExtractiveDrafter(criteria, search, facts, counts, passages, as_of, texts)
    return _Context(criteria, drafter)


def _write_texts(parts: Parts, assessment: Assessment, questions: Sequence[Question], run: str) -> None:
    """Write the text of every sub-area touched that has no text of this run or of a person."""
    criteria = parts.criteria(assessment.criteria_id, assessment.criteria_version)
    touched = {criteria.sub_area_of(q.id).id for q in questions}
    with parts.store.transaction() as tx:
        drafts = tx.drafts.current(assessment.id)
        narratives = tx.drafts.current_narratives(assessment.id)
        decided = tx.reviews.current_decisions(assessment.id)
        titles = {s.id: s.shown for s in tx.sources.list(assessment.id)}
        quoted_at = homes_of(criteria, drafts)
        author = f"{NAME}:{run}"
        for sub in criteria.sub_areas():
            known = narratives.get(sub.id)
            if sub.id not in touched or (known and not may_rewrite(known.narrative, author)):
                continue
            if any(q.id in decided for q in sub.questions):
                continue  # the text follows the decisions from now on
            judged = [_judged(q, drafts[q.id]) for q in sub.questions if q.id in drafts]
            if judged:
                text = write(sub, judged, titles, author=author, homes=quoted_at)
                version = known.version if known else 0
                tx.drafts.add_narrative(assessment.id, text, at=parts.now(), by=parts.user, expected_version=version)


def homes_of(criteria: CriteriaSet, drafts: Mapping[str, Draft]) -> Mapping[str, str]:
    """Return for each quoted sentence the sub-area where it carries most.

    It follows the drafts alone, so that a decision in one sub-area changes no other's text.
    """
    known = ((sub.id, drafts[q.id]) for sub in criteria.sub_areas() for q in sub.questions if q.id in drafts)
    return homes(known)


def may_rewrite(text: Narrative, author: str) -> bool:
    """Say whether a text may be written anew: only a machine's, and not the same one again."""
    return text.author.startswith(NAME) and text.author != author


def _judged(question: Question, proposed: Draft) -> Judged:
    return Judged(question, proposed.level, proposed.evidence)
