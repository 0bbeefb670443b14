"""Names in a row, as a sentence lists them."""

from collections.abc import Sequence

from assistant.domain.criteria import Language

_LAST: dict[Language, tuple[str, str]] = {"sv": (" och ", " samt "), "en": (" and ", " as well as ")}


def listed(names: Sequence[str], language: Language) -> str:
    """Join names with commas and a last "och", or "samt" where a name holds an "och" of its own."""
    if len(names) < 2:
        return "".join(names)
    plain, apart = _LAST[language]
    mixed = any(plain in name for name in names) and not any(apart in name for name in names)
    return f"{', '.join(names[:-1])}{apart if mixed else plain}{names[-1]}"
