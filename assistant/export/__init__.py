"""Reports and interview guides as files: DOCX, HTML and JSON."""

from assistant.export.guide import GUIDE_FORMATS, GuideFormat, render_guide
from assistant.export.render import FORMATS, Format, render
from assistant.export.words import drafters

__all__ = ["FORMATS", "GUIDE_FORMATS", "Format", "GuideFormat", "drafters", "render", "render_guide"]
