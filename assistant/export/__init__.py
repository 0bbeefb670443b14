"""Reports and interview guides as files: DOCX, HTML and JSON."""

from assistant.export.guide import GUIDE_FORMATS, GuideFormat, render_guide
from assistant.export.render import FORMATS, Format, render

__all__ = ["FORMATS", "GUIDE_FORMATS", "Format", "GuideFormat", "render", "render_guide"]
