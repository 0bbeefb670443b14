"""Other words by a language model for sentences of a text: proposed beside their own, and taken by a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.domain.draft import Sentence
from assistant.drafting.fencing import block, neutral
from assistant.drafting.replies import RewrittenReply
from assistant.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from assistant.store import NarrativeVersion
from assistant.workflow import assessments
from assistant.workflow.grounds import TextBasis, basis_of, ground_of
from assistant.workflow.modelling import Asking, Memory, asking
from assistant.workflow.parts import Parts
from assistant.workflow.writing import LANGUAGES, Language, fenced, proven, save, stored

LONGEST_WISH = 300
"""Characters of what an evaluator wishes of a rewriting."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Other words for a part of a text; nothing is saved."""

    version: int
    """Of the text that it is for."""
    before: tuple[Sentence, ...]
    after: tuple[Sentence, ...]


def rewrite(
    parts: Parts,
    assessment_id: str,
    node_id: str,
    selection: Sequence[int],
    wish: str,
    *,
    language: Language = "sv",
    expected_version: int | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    heard: Callable[[int], None] = lambda _: None,
    memory: Memory = "use",
) -> Rewritten:
    """Propose other words for sentences of a text, by their places; nothing is saved.

    The same selection and wish again give the same words, from the record; with ``memory="only"`` the model
    is not asked in any case.

    Raises:
        InvalidInputError: the selection is empty or outside the text.
        ConflictError: the text is another than ``expected_version``, or what the record was to give is not there.
        ModelCancelledError: somebody cancelled.
    """
    asked = replace(asking(parts, assessment_id, cancelled=cancelled), heard=heard, memory=memory)
    known = stored(parts, assessment_id, node_id, expected_version)
    sentences = known.narrative.sentences if known else ()
    if not selection or not all(0 <= n < len(sentences) for n in selection):
        raise InvalidInputError("Markera meningar i texten.", hint="Se texten med: kompass show")
    chosen = [sentences[n] for n in sorted(set(selection))]
    narrowed = _cited_by(parts, assessment_id, node_id, asked, chosen)
    reply = asked.ask(
        RewrittenReply,
        asked.prompt("rewrite"),
        lambda fence: {
            "fence": fence,
            "language": LANGUAGES[language],
            "wish": neutral(" ".join(wish.split())[:LONGEST_WISH], fence),
            "text": block("T1", "text", " ".join(s.text for s in chosen), fence),
            "evidence": fenced(narrowed.grounds, fence),
        },
        purpose="rewrite",
        subject=node_id,
    )
    after = tuple(proven(narrowed, s) for s in reply.sentences)
    return Rewritten(known.version if known else 0, tuple(chosen), after)


def proposed_before(
    parts: Parts,
    assessment_id: str,
    node_id: str,
    selection: Sequence[int],
    wish: str,
    *,
    expected_version: int,
    language: Language = "sv",
) -> Rewritten:
    """Return the words that were proposed for a selection, from the record; the model is not asked.

    Raises:
        ConflictError: the text or its evidence has changed, so that they hold no more.
    """
    try:
        return rewrite(
            parts, assessment_id, node_id, selection, wish,
            language=language, expected_version=expected_version, memory="only",
        )  # fmt: skip
    except NotFoundError as error:
        raise ConflictError(
            "Förslaget gäller inte längre: det som texten vilar på har ändrats.", hint="Be om andra ord igen."
        ) from error


def take(
    parts: Parts,
    assessment_id: str,
    node_id: str,
    selection: Sequence[int],
    wish: str,
    *,
    expected_version: int,
    language: Language = "sv",
) -> NarrativeVersion:
    """Put the proposed words into the text in place of the selection; what is unproven in them stays marked.

    Raises:
        InvalidInputError: the selection is empty or outside the text.
        ConflictError: somebody saved another version meanwhile, or the proposal holds no more.
    """
    proposed = proposed_before(
        parts, assessment_id, node_id, selection, wish, language=language, expected_version=expected_version
    )
    known = stored(parts, assessment_id, node_id, expected_version)
    if known is None:
        raise NotFoundError("Det finns ingen text att ändra.", hint="Skriv en text först.")
    text, first, out = known.narrative, min(selection), set(selection)
    kept: list[Sentence] = []
    for n, sentence in enumerate(text.sentences):
        kept += proposed.after if n == first else ()
        kept += () if n in out else (sentence,)
    made = replace(text, sentences=tuple(kept), author=parts.user)
    return save(parts, assessment_id, made, by=parts.user, action="text_edited", expected_version=expected_version)


def _cited_by(parts: Parts, assessment_id: str, node_id: str, asked: Asking, chosen: Sequence[Sentence]) -> TextBasis:
    """Narrow what a text rests on to the quotes that some of its sentences cite.

    Raises:
        NotAllowedError: they rest on a source whose words may not be sent to the model.
    """
    basis = basis_of(parts, assessments.get(parts, assessment_id), node_id, asked.model.choice.kinds)
    cited = list(dict.fromkeys(key for s in chosen for key in s.evidence_ids))
    if any(key not in basis.evidence for key in cited):
        raise NotAllowedError(
            "Meningarna vilar på en källa som inte får skickas till språkmodellen, eller på ett citat som är borta.",
            hint="Välj andra meningar, eller skriv om dem själv.",
        )
    grounds = [ground_of(basis.evidence[key], basis.homes[key], basis.grounds.titles) for key in cited]
    labelled = {f"Q{n}": ground for n, ground in enumerate(grounds, 1)}
    return replace(basis, grounds=replace(basis.grounds, by_label=labelled))
