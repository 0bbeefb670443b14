"""Whom to ask about what: groups of people to interview, from the fields of a criteria file alone.

The rules read a question's facets (what it tests) and the roles that its own Swedish words speak of,
so that they hold for any criteria set.
"""

import re
from collections.abc import Mapping
from typing import Literal, get_args

from assistant.domain.criteria import Facet, Question

Group = Literal["politicians", "management", "unit_managers", "unions", "residents"]

GROUPS: tuple[Group, ...] = get_args(Group)

GROUP_NAMES: Mapping[Group, str] = {
    "politicians": "Politiker",
    "management": "Ledning",
    "unit_managers": "Enhetschefer",
    "unions": "Fackliga företrädare",
    "residents": "Invånare och föreningar",
}

_BY_FACET: Mapping[Facet, Mapping[Group, float]] = {
    "strategy": {"management": 2, "politicians": 1},
    "politically_decided": {"politicians": 3, "management": 1},
    "current": {"management": 2},
    "group_wide": {"management": 1.5, "unit_managers": 1},
    "systematic": {"unit_managers": 1.5, "management": 1},
    "known_and_used": {"unit_managers": 3, "unions": 2},
    "implemented": {"unit_managers": 2, "management": 1},
    "followed_up": {"management": 2, "politicians": 1},
    "analysed": {"management": 2},
    "effect": {"residents": 1.5, "unit_managers": 1, "politicians": 1},
    "developed": {"management": 1, "unit_managers": 1.5},
    "visible": {"residents": 2, "management": 1},
}
"""How well placed a group is to tell, for each thing that a question tests."""

_ROLES: Mapping[Group, str] = {
    "politicians": (
        "förtroendevald* politik* politisk* fullmäktige* nämnden nämnder nämnderna nämndernas ledamöter* ledamot* "
        "opposition* ordförande*"
    ),
    "management": (
        "kommundirektör* ledningen ledningens ledningsgrupp* koncern* budget* controller* strategi* bolagen bolagens "
        "kommunledning*"
    ),
    "unit_managers": (
        "enhet enheten enheter enheterna enhetschef* chef chefer cheferna chefernas verksamheten verksamheter "
        "verksamheterna vardag* brukar* rutin*"
    ),
    "unions": (
        "fack* medarbetar* arbetsmiljö* arbetsplats* lön* personal* sjukfrånvaro* anställd* samverkansavtal* heltid*"
    ),
    "residents": ("invånar* medborgar* förening* civilsamhäll* företagen företagens unga ungas anhörig* minoritet*"),
}
"""Words (with endings where starred) that speak of what a group does or meets."""
_IN_TEXT, _ELSEWHERE = 2.5, 1.0
"""What naming a role weighs in the question itself, and in what it looks for and its typical evidence."""

ENOUGH = 0.6
"""A group is asked when it is at least so well placed, against the best placed one."""
MOST = 3
"""Groups that are asked the same thing; more would only repeat it."""


def whom(question: Question) -> tuple[Group, ...]:
    """Return the groups that can tell most of a question, the best placed first.

    At least one works in or leads the municipality: residents can tell what they meet, not how it is steered.
    """
    fit = {group: _fit(question, group) for group in GROUPS}
    best = max(fit.values())
    inside = max((group for group in GROUPS if group != "residents"), key=lambda group: fit[group])
    chosen = [group for group in GROUPS if fit[group] >= ENOUGH * best or group == inside]
    return tuple(sorted(chosen, key=lambda group: (-fit[group], GROUPS.index(group)))[:MOST])


def _fit(question: Question, group: Group) -> float:
    """Say how well placed a group is, in points that only compare groups of the same question."""
    by_facet = sum(_BY_FACET[facet].get(group, 0) for facet in question.facets) / len(question.facets)
    around = " ".join([question.looks_for.sv, *(text.sv for text in question.typical_evidence)])
    return by_facet + _IN_TEXT * _speaks_of(group, question.text.sv) + _ELSEWHERE * _speaks_of(group, around)


def _speaks_of(group: Group, text: str) -> bool:
    words = _ROLES[group].replace("*", r"\w*").replace(" ", "|")
    return re.search(rf"\b(?:{words})\b", text, re.IGNORECASE) is not None
