"""Public web pages, fetched politely and from public addresses only."""

from assistant.fetching.client import Fetched, Fetcher, FetchError
from assistant.fetching.crawl import Crawl, Outcome, crawl

__all__ = ["Crawl", "FetchError", "Fetched", "Fetcher", "Outcome", "crawl"]
