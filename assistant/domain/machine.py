"""What machines had to do with a report, as it tells its readers (AI Act, Regulation (EU) 2024/1689, article 50)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assistant.domain.draft import Narrative
from assistant.domain.review import ApprovalState, Decision


@dataclass(frozen=True, slots=True)
class MachinePart:
    """What was drafted by machine of that which is printed, and what people made of it."""

    models: tuple[str, ...] = ()
    """Language models that took part, each with the version that its endpoint told."""
    texts_by_machine: tuple[str, ...] = ()
    """Ids of printed texts that stand as a machine wrote them."""
    texts_by_people: int = 0
    """Printed texts that a person wrote, changed or took over."""
    levels_as_proposed: int = 0
    levels_changed: int = 0
    """Decisions at another level than was proposed."""

    @property
    def said(self) -> bool:
        """Say whether there is anything to tell."""
        return bool(self.texts_by_machine or self.texts_by_people or self.levels_as_proposed or self.levels_changed)


def machine_part(
    narratives: Mapping[str, Narrative],
    states: Mapping[str, ApprovalState],
    decisions: Mapping[str, Decision],
    *,
    by_machine: Collection[str],
    models: tuple[str, ...],
) -> MachinePart:
    """Count what machines and people did.

    Args:
        narratives: the texts, by what they are about.
        states: whether they are approved and so printed.
        decisions: by question.
        by_machine: ids of the texts that a machine is the author of.
        models: language models that took part.
    """
    printed = [key for key in narratives if states.get(key) == "approved"]
    machine = tuple(key for key in printed if key in by_machine)
    proposed = [d for d in decisions.values() if d.draft_level is not None]
    kept = sum(d.judgement == d.draft_level for d in proposed)
    return MachinePart(models, machine, len(printed) - len(machine), kept, len(proposed) - kept)
