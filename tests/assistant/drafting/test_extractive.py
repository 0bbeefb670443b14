"""The built-in drafter over passages in memory."""

from collections.abc import Mapping, Sequence

from assistant.catalog import load_criteria
from assistant.domain.draft import Draft
from assistant.domain.evidence import Hit, Passage, Place, SearchFilter, SourceKind, passage_id
from assistant.drafting.extractive import ExtractiveDrafter, SourceFacts

CRITERIA = load_criteria("kommunkompassen", "2020")
QUESTION = CRITERIA.question("1.1.1")
POLICY = (
    "Fullmäktige har antagit en riktlinje för medborgardialog. Riktlinjen för medborgardialog gäller alla nämnder och "
    "bolag. Alla nämnder har en dialogplan och redovisar sina medborgardialoger varje år."
)
TOLD = (
    "Vi har inte använt riktlinjen för medborgardialog. Det är ingen i socialnämnden som har läst den. "
    "Någon medborgardialog har vi aldrig haft."
)


def passage(
    text: str, *, source: str = "a", kind: SourceKind = "steering_document", title: str = "Riktlinje"
) -> Passage:
    number = passage_id(source, 1, 0)
    return Passage(number, source, 1, 0, 0, len(text), text, Place(), kind, f"{source}.txt", title)


def drafted(passages: Sequence[Passage], facts: Mapping[str, SourceFacts] | None = None) -> Draft:
    def search(queries: Sequence[str], *, k: int, where: SearchFilter) -> list[list[Hit]]:
        return [[Hit(p, 1.0) for p in passages if not where.kinds or p.kind in where.kinds][:k] for _ in queries]

    drafter = ExtractiveDrafter(
        criteria=CRITERIA,
        search=search,
        facts=lambda source: (facts or {}).get(source, SourceFacts(None)),
        counts=dict.fromkeys((p.kind for p in passages), 1),
        passages=len(passages),
        as_of="2026-06-01",
        texts=lambda: (p.text for p in passages),
    )
    return drafter.draft(QUESTION)


def test_what_documents_show_is_proposed_with_its_quotes() -> None:
    draft = drafted([passage(POLICY)])

    assert draft.level >= 2
    assert not draft.nothing_found
    assert all(e.verdict == "verified" and e.quote in POLICY for e in draft.evidence)


def test_texts_about_other_things_are_context_and_no_evidence() -> None:
    draft = drafted(
        [passage("Biblioteket i centrum öppnar klockan tio. Låntagare kan hämta reserverade böcker i automaten.")]
    )

    assert draft.level == 0
    assert draft.nothing_found
    assert {e.stance for e in draft.evidence} <= {"context"}
    assert draft.searched.passages == 1


def test_interviews_that_deny_lower_the_level() -> None:
    claimed = drafted([passage(POLICY)])
    denied = drafted([passage(POLICY), passage(TOLD, source="b", kind="interview", title="Intervju")])

    assert denied.level < claimed.level
    assert any(e.stance == "contradicts" for e in denied.evidence)


def test_an_expired_document_lowers_the_level_and_says_so() -> None:
    draft = drafted([passage(POLICY)], {"a": SourceFacts("2024-12-31")})

    assert draft.level <= 1
    assert all("Dokumentets giltighetstid har gått ut." in e.warnings for e in draft.evidence)


def test_the_rules_of_a_draft_hold_for_nobody_yet() -> None:
    rules = "Alla nämnder ska planera sina medborgardialoger. Varje nämnd ska ha en plan för medborgardialog."

    decided = drafted([passage(rules)])
    proposed = drafted([passage(rules)], {"a": SourceFacts(None, undecided=True)})

    assert proposed.level < decided.level
    assert "Minst ett dokument är ett utkast eller ett förslag." in proposed.reasons


def test_a_copy_on_the_web_is_no_second_witness() -> None:
    web = passage(f"{POLICY} Läs mer om medborgardialog här.", source="b", kind="website", title="Medborgardialog")
    alone = "Bara ett slags källa stödjer bedömningen."

    as_two = drafted([passage(POLICY), web])
    as_one = drafted([passage(POLICY), web], {"b": SourceFacts(None, original=("a", "steering_document"))})

    assert alone in as_one.reasons
    assert as_one.level <= as_two.level


def test_a_further_quote_speaks_of_the_question_itself_and_not_only_its_passage() -> None:
    beside = "Parkeringen vid badhuset asfalterades under våren av en entreprenör."
    bare = drafted([passage(f"{POLICY} {beside}")])
    longer = f"{POLICY} Nämnderna håller medborgardialog inför varje budget. Medborgardialogen följs upp i bokslutet."
    draft = drafted([passage(f"{longer} {beside}")])

    assert beside in {e.quote for e in bare.evidence}  # among the foremost, for a person to look at
    assert beside not in {e.quote for e in draft.evidence}
    assert len(draft.evidence) == 5
    assert draft.level >= bare.level


def test_a_quote_from_a_list_begins_with_its_words() -> None:
    items = [f"{mark} {s.strip()}." for mark, s in zip("•\uf0b7–", POLICY.rstrip(".").split(". "), strict=True)]
    draft = drafted([passage("\n".join(items))])

    assert draft.level >= 2
    assert all(e.verdict == "verified" and e.quote[0].isalpha() for e in draft.evidence)
    assert {e.quote for e in draft.evidence} == {f"{s.strip()}." for s in POLICY.rstrip(".").split(". ")}
