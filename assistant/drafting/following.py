"""Whether a question leans on what was said before it."""

import re

FEWEST = 4
"""Words below which a question is taken to lean on the one before."""
_DUMMY = re.compile(
    r"\b(?:finns|fanns|är|var|har|hade|går|gick|sker|blir|brukar|kan|ska|måste) det\b|"
    r"\bdet (?:finns|fanns|går|är|var)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:den|det|de|dem|dom|dess|deras|denna|detta|dessa|sådan\w*|samma|densamma|där|dit|då|han|hon|hen|hans|hennes|"
    r"båda|övriga|it|its|they|them|their|that|this|those|these|there|then|same)\b|"
    r"\A\W*(?:och|men|eller|även|också|varför|hurså|mer|fler|and|but|or|also|why|more)\b",
    re.IGNORECASE,
)


def leans(question: str) -> bool:
    """Say whether a question can hardly be understood without the one before it; when in doubt it leans."""
    return len(question.split()) < FEWEST or bool(_POINTS_BACK.search(_DUMMY.sub(" ", question)))
