"""Exact numbers as people read them."""

from fractions import Fraction

from assistant.domain.criteria import Language


def exact(value: Fraction, language: Language) -> str:
    """Spell an exact number: ``3,5`` where two decimals are enough, else a mixed number such as ``6 2/3``."""
    if 100 % value.denominator == 0:
        text = f"{float(value):.2f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if language == "sv" else text
    whole, rest = divmod(value.numerator, value.denominator)
    part = f"{rest}/{value.denominator}"
    return f"{whole} {part}" if whole else part
