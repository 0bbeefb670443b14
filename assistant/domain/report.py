"""The content of a report as a tree of values; export lays it out and computes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.domain.assessment import Assessment
from assistant.domain.criteria import Area, CriteriaSet, Language, Question, SubArea
from assistant.domain.draft import Draft, Evidence, FindingSort, Narrative, Sentence
from assistant.domain.evidence import Place, Source, SourceKind
from assistant.domain.machine import MachinePart
from assistant.domain.merging import Merged, Placed, merge
from assistant.domain.overall import SUMMARY, overall_nodes
from assistant.domain.review import Approval, ApprovalState, Decision, Judgement
from assistant.domain.scoring import Line, Scorecard
from assistant.domain.triangulation import Agreement, triangulate


@dataclass(frozen=True, slots=True)
class Reference:
    """A numbered source of a statement. Interviews are named as a group, without their words."""

    number: int
    title: str
    kind: SourceKind
    place: Place
    quote: str
    """The sentence quoted; empty for interviews, whose words stay with the evaluators."""


@dataclass(frozen=True, slots=True)
class CitedSentence:
    """A sentence with the numbers of its references."""

    text: str
    references: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One decided question, for systems that read the report as data; it is not printed."""

    id: str
    text: str
    judgement: Judgement
    agreement: Agreement
    """Whether the kinds of source agree."""
    sources_say: str
    """What each kind says, in Swedish."""


@dataclass(frozen=True, slots=True)
class SubAreaPart:
    """One sub-area of the report."""

    id: str
    name: str
    line: Line
    state: ApprovalState
    sentences: tuple[CitedSentence, ...]
    """Empty unless approved."""
    questions: tuple[QuestionPart, ...] = ()
    """Empty unless approved."""


@dataclass(frozen=True, slots=True)
class AreaPart:
    """One area of the report."""

    id: str
    name: str
    about: str
    line: Line
    comment: tuple[CitedSentence, ...]
    """The text of the area; empty unless approved."""
    examples: tuple[CitedSentence, ...]
    sub_areas: tuple[SubAreaPart, ...]
    strengths: tuple[CitedSentence, ...]
    improvements: tuple[CitedSentence, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report prints."""

    municipality: str
    year: int
    sort: str
    language: Language
    criteria_title: str
    criteria_version: str
    criteria_note: str
    source_counts: tuple[tuple[SourceKind, int], ...]
    evaluators: tuple[str, ...]
    approvers: tuple[str, ...]
    approved_at: str
    """ISO time of the last approval; empty when nothing is approved."""
    total: Line
    summary: tuple[CitedSentence, ...]
    """Empty unless approved."""
    examples: tuple[CitedSentence, ...]
    areas: tuple[AreaPart, ...]
    references: tuple[Reference, ...]
    missing: tuple[str, ...]
    """What is not approved, for a person."""
    drafted_by: tuple[str, ...]
    """Which drafters proposed texts and levels."""
    machine: MachinePart = field(default_factory=MachinePart)

    @property
    def preliminary(self) -> bool:
        """Say whether something is missing, so that the report must not be taken for the final one."""
        return bool(self.missing)


@dataclass
class _Numbering:
    """Gives each quoted place its number, in the order of first use."""

    evidence: Mapping[str, Evidence]
    titles: Mapping[str, str]
    interviews: Collection[str]
    """Ids of the sources that are interviews now, whatever they were taken for when quoted."""
    numbers: dict[tuple[str, int, int, int], int] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)

    def cite(self, sentence: Sentence) -> CitedSentence:
        found = [self.evidence[key] for key in sentence.evidence_ids if key in self.evidence]
        numbers = tuple(dict.fromkeys(self._number(item) for item in found))
        return CitedSentence(sentence.text, numbers)

    def _number(self, item: Evidence) -> int:
        interview = item.kind == "interview" or item.source_id in self.interviews
        key = (item.source_id, item.revision, 0 if interview else item.start, 0 if interview else item.end)
        if key not in self.numbers:
            self.numbers[key] = len(self.numbers) + 1
            title = self.titles.get(item.source_id, item.source_name)
            place = Place() if interview else item.place
            quote = "" if interview else item.quote
            self.references.append(
                Reference(self.numbers[key], title, "interview" if interview else item.kind, place, quote)
            )
        return self.numbers[key]


@dataclass(frozen=True, slots=True)
class ReportInput:
    """What a report is built from."""

    assessment: Assessment
    criteria: CriteriaSet
    sources: Sequence[Source]
    decisions: Mapping[str, Decision]
    narratives: Mapping[str, Narrative]
    approvals: Mapping[str, Approval]
    states: Mapping[str, ApprovalState]
    """By sub-area id."""
    overall: Mapping[str, ApprovalState] = field(default_factory=dict)
    """Of the texts of areas and of the summary."""
    drafters: Sequence[str] = ()
    machine: MachinePart = field(default_factory=MachinePart)
    drafts: Mapping[str, Draft] = field(default_factory=dict)
    """By question; they tell what was searched."""
    copies: Mapping[str, str] = field(default_factory=dict)
    """The group of copies of each source."""
    names: Mapping[str, str] = field(default_factory=dict)
    """How users are shown, by their name in records."""


def build(given: ReportInput, card: Scorecard, *, language: Language = "sv") -> Report:
    """Build the report: approved content only, and a list of what is missing."""
    states = {**given.states, **given.overall}
    approved = {key for key, state in states.items() if state == "approved"}
    evidence = {item.id: item for d in given.decisions.values() for item in d.evidence}
    interviews = {s.id for s in given.sources if s.kind == "interview"}
    numbering = _Numbering(evidence, {s.id: s.shown for s in given.sources}, interviews)
    merged = _merge_findings(given, evidence)
    # In the order in which they are printed, so that references are numbered as they are met.
    summary = _overall(SUMMARY, given, numbering)
    comments = {area.id: _overall(area.id, given, numbering) for area in given.criteria.areas}
    areas = tuple(
        _area(area, given, card, numbering, merged, comments[area.id], language) for area in given.criteria.areas
    )
    signed = [given.approvals[key] for key in approved]
    ready = [s for s in given.sources if s.state == "ready"]
    kinds: dict[SourceKind, int] = {}
    for source in ready:
        kinds[source.kind] = kinds.get(source.kind, 0) + 1
    return Report(
        municipality=given.assessment.municipality,
        year=given.assessment.year,
        sort=given.assessment.sort,
        language=language,
        criteria_title=given.criteria.title.in_language(language),
        criteria_version=given.criteria.version,
        criteria_note=given.criteria.note.in_language(language),
        source_counts=tuple(sorted(kinds.items())),
        evaluators=tuple(sorted({given.names.get(d.by, d.by) for d in given.decisions.values()})),
        approvers=tuple(sorted({given.names.get(a.by, a.by) for a in signed})),
        approved_at=max((a.at for a in signed), default=""),
        total=card.total,
        summary=summary[0],
        examples=summary[1],
        areas=areas,
        references=tuple(numbering.references),
        missing=_missing(given, card, language),
        drafted_by=tuple(sorted(set(given.drafters))),
        machine=given.machine,
    )


def _area(
    area: Area,
    given: ReportInput,
    card: Scorecard,
    numbering: _Numbering,
    merged: Mapping[FindingSort, Sequence[Merged]],
    own: tuple[tuple[CitedSentence, ...], tuple[CitedSentence, ...]],
    language: Language,
) -> AreaPart:
    subs = tuple(_sub_area(sub, given, card, numbering, language) for sub in area.sub_areas)
    return AreaPart(
        id=area.id,
        name=area.name.in_language(language),
        about=area.about.in_language(language),
        line=card.line(area.id),
        comment=own[0],
        examples=own[1],
        sub_areas=subs,
        strengths=_findings(area, merged["strength"], numbering, given.criteria, language),
        improvements=_findings(area, merged["improvement"], numbering, given.criteria, language),
    )


def _sub_area(
    sub: SubArea, given: ReportInput, card: Scorecard, numbering: _Numbering, language: Language
) -> SubAreaPart:
    state = given.states.get(sub.id, "undecided")
    narrative = given.narratives.get(sub.id) if state == "approved" else None
    sentences = tuple(numbering.cite(s) for s in narrative.sentences) if narrative else ()
    questions = tuple(_question(q, given, language) for q in sub.questions if narrative and q.id in given.decisions)
    return SubAreaPart(sub.id, sub.name.in_language(language), card.line(sub.id), state, sentences, questions)


def _question(question: Question, given: ReportInput, language: Language) -> QuestionPart:
    decision, draft = given.decisions[question.id], given.drafts.get(question.id)
    view = triangulate(draft, question, evidence=decision.evidence, copies=given.copies)
    text = question.text.in_language(language)
    return QuestionPart(question.id, text, decision.judgement, view.agreement, view.sentence)


def _overall(
    node_id: str, given: ReportInput, numbering: _Numbering
) -> tuple[tuple[CitedSentence, ...], tuple[CitedSentence, ...]]:
    """Return the sentences and good examples of a text above sub-areas; nothing unless it is approved."""
    text = given.narratives.get(node_id) if given.overall.get(node_id) == "approved" else None
    if text is None:
        return (), ()
    return tuple(map(numbering.cite, text.sentences)), tuple(map(numbering.cite, text.examples))


def _merge_findings(given: ReportInput, evidence: Mapping[str, Evidence]) -> dict[FindingSort, list[Merged]]:
    """Merge the findings of approved texts over the whole report."""
    approved = [
        given.narratives[sub.id]
        for sub in given.criteria.sub_areas()
        if given.states.get(sub.id) == "approved" and sub.id in given.narratives
    ]
    strengths = [Placed(text.sub_area_id, sentence) for text in approved for sentence in text.strengths]
    improvements = [Placed(text.sub_area_id, sentence) for text in approved for sentence in text.improvements]
    return {"strength": merge(strengths, evidence), "improvement": merge(improvements, evidence)}


def _findings(
    area: Area, merged: Sequence[Merged], numbering: _Numbering, criteria: CriteriaSet, language: Language
) -> tuple[CitedSentence, ...]:
    """List the findings of an area: told once within it, and referred to where another area tells them."""
    own = {sub.id for sub in area.sub_areas}
    printed = []
    for item in merged:
        if item.placed.sub_area_id not in own or item.told_at in own:
            continue
        cited = numbering.cite(item.placed.sentence)
        printed.append(CitedSentence(_told(cited.text, item, criteria, language), cited.references))
    return tuple(printed)


def _told(text: str, item: Merged, criteria: CriteriaSet, language: Language) -> str:
    def named(sub_area_id: str) -> str:
        return f"{sub_area_id} {criteria.sub_area_of(sub_area_id).name.in_language(language)}"

    if item.told_at:
        same = {"sv": "Samma iakttagelse redovisas under {}.", "en": "The same finding is reported under {}."}
        return same[language].format(named(item.told_at))
    if item.also:
        also = {"sv": "{} Detta gäller även {}.", "en": "{} This also holds for {}."}
        return also[language].format(text, ", ".join(map(named, item.also)))
    return text


def _missing(given: ReportInput, card: Scorecard, language: Language) -> tuple[str, ...]:
    words = {
        "sv": {
            "undecided": "inte färdigbedömt",
            "decided": "väntar på godkännande",
            "reopened": "ändrat efter godkännande",
        },
        "en": {"undecided": "not fully judged", "decided": "awaits approval", "reopened": "changed after approval"},
    }[language]
    rows = []
    for sub in given.criteria.sub_areas():
        state = given.states.get(sub.id, "undecided")
        if state != "approved":
            rows.append(f"{sub.id} {sub.name.in_language(language)}: {words[state]}")
    rows += _missing_texts(given, language)
    if card.total.unscored:
        count = card.total.unscored
        rows.append(f"{count} delfrågor är inte bedömda." if language == "sv" else f"{count} questions are not judged.")
    return tuple(rows)


def _missing_texts(given: ReportInput, language: Language) -> list[str]:
    """Name the texts of areas that wait for nothing but their approval, and the summary."""
    words = {
        "sv": ("texten om området är inte godkänd", "inte godkänd"),
        "en": ("the text on the area is not approved", "not approved"),
    }[language]
    rows = []
    for node in overall_nodes(given.criteria):
        beneath = all(given.states.get(sub.id) == "approved" for sub in node.sub_areas)
        if given.overall.get(node.id) == "approved" or not (beneath or node.sort == "summary"):
            continue
        name = node.name.in_language(language)
        rows.append(f"{node.id}. {name}: {words[0]}" if node.sort == "area" else f"{name}: {words[1]}")
    return rows
