"""The headings above a place in a document."""


class Outline:
    """Keeps the path of headings while a document is read from its beginning."""

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []

    @property
    def path(self) -> tuple[str, ...]:
        """Headings above the present place, outermost first."""
        return tuple(text for _, text in self._open)

    def enter(self, level: int, text: str) -> tuple[str, ...]:
        """Pass a heading: those of its level and below close. Returns the path, the heading itself last."""
        while self._open and self._open[-1][0] >= level:
            self._open.pop()
        self._open.append((level, " ".join(text.split())))
        return self.path
