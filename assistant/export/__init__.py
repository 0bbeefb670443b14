"""Reports as files: DOCX from a template people can edit in Word, HTML and JSON."""

from assistant.export.render import FORMATS, Format, render

__all__ = ["FORMATS", "Format", "render"]
