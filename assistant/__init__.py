"""Evidence, draft levels, exact scores and reports for evaluations with Kommunkompassen."""

__version__ = "0.1.0"
