"""The report holds what is approved, and says what is missing."""

from collections.abc import Collection
from dataclasses import replace

import pytest

from assistant.catalog import load_criteria
from assistant.domain.assessment import Assessment
from assistant.domain.draft import Evidence, Finding, Narrative, Sentence
from assistant.domain.evidence import Passage, Place, Source
from assistant.domain.overall import overall_nodes
from assistant.domain.report import Report, ReportInput, build
from assistant.domain.review import Approval, ApprovalState, Decision, Judgement
from assistant.domain.run import RunRecord
from assistant.domain.scoring import score

CRITERIA = load_criteria("kommunkompassen", "2020")
ASSESSMENT = Assessment(
    "prov-2026",
    "Prov",
    2026,
    "formal",
    CRITERIA.id,
    CRITERIA.version,
    CRITERIA.fingerprint,
    "2026-10-01",
    "anna",
    "Prov",
)
POLICY = Evidence(
    id="e1", source_id="s1", revision=1, source_name="r.pdf", kind="steering_document", passage_id="s1.1.0", start=0,
    end=9, quote="Ett citat ur policyn.", place=Place(page=2), stance="supports", verdict="verified",
)  # fmt: skip
VOICE = replace(
    POLICY, id="e2", source_id="s2", kind="interview", quote="Det sa jag i förtroende.", place=Place(time=9.0)
)
SOURCES = [
    Source("s1", "prov-2026", "r.pdf", "steering_document", "ready", 1, "x", title="Riktlinje"),
    Source("s2", "prov-2026", "i.vtt", "interview", "ready", 1, "y", title="Intervju"),
    Source("s3", "prov-2026", "x.pdf", "steering_document", "failed", 1, "z"),
]


OVERALL = [node.id for node in overall_nodes(CRITERIA)]


def report_of(  # type: ignore[no-untyped-def]
    approved: set[str], *, language: str = "sv", decided: bool = True, overall: Collection[str] = OVERALL
):
    decisions = {
        q.id: Decision(f"d{q.id}", q.id, "anna", "2026-10-01", 1, 2, "", (POLICY, VOICE)) for q in CRITERIA.questions()
    }
    if not decided:
        decisions = {}
    sentence = Sentence("Det finns en riktlinje.", ("e1", "e2", "e1", "okänd"))
    texts = {
        s.id: Narrative(s.id, (sentence,), (Finding("strength", sentence), Finding("improvement", sentence)), "x")
        for s in CRITERIA.sub_areas()
    }
    texts |= {node: Narrative(node, (sentence,), (Finding("example", sentence),), "x") for node in OVERALL}
    given = ReportInput(
        assessment=ASSESSMENT,
        criteria=CRITERIA,
        sources=SOURCES,
        decisions=decisions,
        narratives=texts,
        approvals={s: Approval(f"a{s}", s, "berit", "2026-10-02", "h") for s in (*approved, *overall)},
        states={s.id: "approved" if s.id in approved else "decided" for s in CRITERIA.sub_areas()},
        overall=dict.fromkeys(overall, "approved"),
        drafters=["extractive-1", "extractive-1"],
        names={"anna": "Anna Ek"},
    )
    card = score(CRITERIA, {k: d.judgement for k, d in decisions.items()})
    return build(given, card, language=language)  # type: ignore[arg-type]


ALL = {s.id for s in CRITERIA.sub_areas()}


def test_an_approved_report_is_whole_and_names_its_people() -> None:
    report = report_of(ALL)

    assert not report.preliminary
    assert report.missing == ()
    assert (report.evaluators, report.approvers) == (("Anna Ek",), ("berit",))
    assert report.source_counts == (("interview", 1), ("steering_document", 1))
    assert report.approved_at == "2026-10-02"
    assert all(area.strengths and area.improvements for area in report.areas)


def test_interviews_are_named_but_their_words_are_not_printed() -> None:
    report = report_of(ALL)
    interview = next(r for r in report.references if r.kind == "interview")

    assert interview.quote == ""
    assert interview.place == Place()
    assert "Det sa jag" not in repr(report)


def test_every_place_has_one_number_in_order_of_first_use() -> None:
    report = report_of(ALL)

    assert [r.number for r in report.references] == [1, 2]
    assert report.areas[0].sub_areas[0].sentences[0].references == (1, 2)
    assert report.references[0].title == "Riktlinje"


def test_what_is_not_approved_has_no_text_and_is_said_to_be_missing() -> None:
    report = report_of({"1.1"})

    assert report.preliminary
    assert report.areas[0].sub_areas[0].sentences
    assert not report.areas[0].sub_areas[1].sentences
    assert any(row.startswith("1.2") and "godkännande" in row for row in report.missing)


def test_undecided_questions_are_counted_in_both_languages() -> None:
    assert "125 delfrågor är inte bedömda." in report_of(set(), decided=False).missing
    assert "125 questions are not judged." in report_of(set(), decided=False, language="en").missing


def test_references_are_numbered_as_they_are_met_from_the_summary_down() -> None:
    report = report_of(ALL)

    assert [s.references for s in (*report.summary, *report.examples)] == [(1, 2), (1, 2)]
    assert report.areas[0].comment == report.areas[0].examples == report.summary


def test_a_passage_is_searched_with_its_headings_and_a_run_is_a_value() -> None:
    passage = Passage("p", "s", 1, 0, 0, 4, "Text", Place(heading=("Mål", "Titel")), "website", "n", "Titel")

    assert passage.search_text == "Titel\nMål\nText"
    assert RunRecord("r", "a", "draft", "", "", "", "", "", "", "", "1").packages == ()


def one_area(quotes: tuple[Evidence, ...], state: ApprovalState, levels: tuple[Judgement, ...] = (2,)) -> Report:
    """Build a report where sub-area 1.1 cites the quotes and its questions get the levels in turn."""
    questions = CRITERIA.questions_under("1.1")
    decisions = {
        q.id: Decision(f"d{q.id}", q.id, "anna", "2026-10-01", 1, levels[i % len(levels)], "", quotes)
        for i, q in enumerate(questions)
    }
    text = Narrative("1.1", tuple(Sentence(f"Mening {e.id}.", (e.id,)) for e in quotes), (), "x")
    approvals = {"1.1": Approval("a", "1.1", "berit", "2026-10-02", "h")} if state == "approved" else {}
    given = ReportInput(ASSESSMENT, CRITERIA, SOURCES, decisions, {"1.1": text}, approvals, {"1.1": state})
    return build(given, score(CRITERIA, {k: d.judgement for k, d in decisions.items()}))


def test_two_places_of_a_document_have_two_numbers_and_an_interview_has_one() -> None:
    there = replace(POLICY, id="e3", start=50, end=70, quote="Ett annat citat.")
    more = replace(VOICE, id="e4", start=90, end=99, quote="Och det här med.")
    report = one_area((VOICE, POLICY, more, there, replace(POLICY, id="e5")), "approved")

    assert [s.references for s in report.areas[0].sub_areas[0].sentences] == [(1,), (2,), (1,), (3,), (2,)]
    assert [r.quote for r in report.references] == ["", "Ett citat ur policyn.", "Ett annat citat."]
    assert report.references[1].place == Place(page=2)


def test_a_new_revision_of_a_document_is_another_reference() -> None:
    report = one_area((POLICY, replace(POLICY, id="e6", revision=2)), "approved")

    assert [r.number for r in report.references] == [1, 2]


def test_a_source_that_is_gone_is_called_by_the_name_it_had() -> None:
    report = one_area((replace(POLICY, source_id="borta", source_name="gammal.pdf"),), "approved")

    assert report.references[0].title == "gammal.pdf"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("undecided", "inte färdigbedömt"),
        ("decided", "väntar på godkännande"),
        ("reopened", "ändrat efter godkännande"),
    ],
)
def test_nothing_of_a_sub_area_is_quoted_before_it_is_approved(state: ApprovalState, words: str) -> None:
    report = one_area((POLICY,), state)
    part = report.areas[0].sub_areas[0]

    assert (part.state, part.sentences, report.references, report.approved_at) == (state, (), (), "")
    assert any(row.startswith("1.1 ") and row.endswith(words) for row in report.missing)
    assert "Ett citat ur policyn" not in repr(report)


def test_points_are_taken_from_the_card_as_they_are() -> None:
    report = one_area((POLICY,), "approved", (0, "not_applicable", 2))
    line = report.areas[0].sub_areas[0].line

    assert (line.questions, line.not_applicable) == (len(CRITERIA.questions_under("1.1")), 1)
    assert report.total.points == report.areas[0].line.points == line.points
    assert report.preliminary


def test_the_data_of_an_approved_sub_area_say_what_its_sources_say() -> None:
    report = report_of({"1.1"})
    first, second = report.areas[0].sub_areas[:2]

    assert [question.id for question in first.questions] == ["1.1.1", "1.1.2", "1.1.3", "1.1.4"]
    assert first.questions[0].agreement == "agree"
    assert first.questions[0].sources_say.startswith("Styrdokumenten och intervjuerna säger ja.")
    assert second.questions == ()
    assert "Det sa jag" not in str(first.questions)


def test_the_same_finding_in_two_areas_is_told_once_and_referred_to() -> None:
    report = report_of(ALL)
    told = [sentence.text for area in report.areas for sentence in area.strengths]

    assert sum("Detta gäller även" in text for text in told) == 1
    assert sum(text.startswith("Samma iakttagelse redovisas under 1.1") for text in told) == len(told) - 1
    assert all(sentence.references for area in report.areas for sentence in area.strengths)


def test_texts_above_sub_areas_are_printed_when_approved_and_named_when_only_that_is_missing() -> None:
    signed, open_ones = report_of(ALL, overall={"1"}), report_of(ALL, overall=(), language="en")

    assert signed.areas[0].comment
    assert signed.areas[1].comment == signed.summary == ()
    assert signed.missing[0] == "2. Samhällsutveckling: texten om området är inte godkänd"
    assert signed.missing[-1] == "Sammanfattning: inte godkänd"
    assert len(open_ones.missing) == len(OVERALL)
    assert open_ones.missing[-1] == "Summary: not approved"
    assert len(report_of({"1.1"}, overall=()).missing) == 34 + 1, "an area waits for its sub-areas first"


def test_what_turned_out_to_be_an_interview_after_it_was_quoted_is_not_quoted() -> None:
    sources = [replace(SOURCES[0], kind="interview"), *SOURCES[1:]]
    decisions = {q.id: Decision(f"d{q.id}", q.id, "anna", "", 1, 2, "", (POLICY,)) for q in CRITERIA.questions()}
    texts = {s.id: Narrative(s.id, (Sentence("Så är det.", ("e1",)),), (), "x") for s in CRITERIA.sub_areas()}
    approvals = {s.id: Approval(f"a{s.id}", s.id, "berit", "2026-10-02", "h") for s in CRITERIA.sub_areas()}
    states: dict[str, ApprovalState] = dict.fromkeys(approvals, "approved")
    given = ReportInput(ASSESSMENT, CRITERIA, sources, decisions, texts, approvals, states)

    report = build(given, score(CRITERIA, {key: d.judgement for key, d in decisions.items()}))

    assert {(r.kind, r.quote, r.place) for r in report.references} == {("interview", "", Place())}
