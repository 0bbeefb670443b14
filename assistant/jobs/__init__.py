"""Durable jobs: reading sources and drafting go on where they were after a crash."""

from assistant.jobs.engine import Job, Jobs

__all__ = ["Job", "Jobs"]
