"""One entry to the interview guide's formats."""

import json
from dataclasses import asdict
from fractions import Fraction
from typing import Literal, get_args

from assistant.domain.guide import Guide

GuideFormat = Literal["docx", "json"]
GUIDE_FORMATS: tuple[GuideFormat, ...] = get_args(GuideFormat)


def render_guide(guide: Guide, form: GuideFormat) -> bytes:
    """Lay out an interview guide, the same bytes for the same guide."""
    if form == "docx":
        from assistant.export.guide_word import render_guide_docx

        return render_guide_docx(guide)
    return json.dumps(asdict(guide), ensure_ascii=False, indent=2, default=_spell).encode()


def _spell(value: object) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(type(value).__name__)
