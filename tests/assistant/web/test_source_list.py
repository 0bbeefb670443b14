"""A long list of sources, page by page."""

from typing import Any

import pytest

from assistant.domain.evidence import Source
from assistant.web.pages.sources import MOST_ROWS, Listing, SourcesPage, sources_page


def _source(n: int, kind: Any = "steering_document", state: Any = "ready") -> Source:
    return Source(f"s{n}", "a", f"plan-{n:03d}.pdf", kind, state, 1, "f" * 64, title=f"Plan {n:03d}")


MANY = [
    _source(n, "website" if n % 10 == 3 else "steering_document", "failed" if n < 3 else "ready") for n in range(250)
]


def _page(wanted: Listing, sources: list[Source] = MANY) -> SourcesPage:
    return sources_page(sources, assessment=("a", "A"), quotes={}, wanted=wanted)


def _ids(page: SourcesPage) -> list[str]:
    return [row.id for group in page.groups for row in group.rows]


def test_every_source_is_on_exactly_one_page() -> None:
    pages = [_page(Listing(page=n)) for n in (1, 2, 3)]
    listed = [identity for page in pages for identity in _ids(page)]

    assert sorted(listed) == sorted(source.id for source in MANY)
    assert [len(_ids(page)) for page in pages] == [MOST_ROWS, MOST_ROWS, 50]
    assert {page.listing.pages for page in pages} == {3}


def test_what_is_not_read_comes_first_and_groups_say_how_many_there_are_in_all() -> None:
    first, last = _page(Listing(page=1)), _page(Listing(page=3))

    assert [(group.kind, group.total) for group in first.groups] == [("unread", 3), ("steering_document", 222)]
    assert [(group.kind, group.total) for group in last.groups] == [("steering_document", 222), ("website", 25)]
    assert (first.total, first.failed) == (250, 3)


@pytest.mark.parametrize(("asked", "given"), [(99, 3), (0, 1), (-1, 1)])
def test_a_page_that_is_not_there_is_the_nearest_one(asked: int, given: int) -> None:
    assert _page(Listing(page=asked)).listing.page == given


def test_words_are_looked_for_in_titles_and_names() -> None:
    page = _page(Listing("PLAN-07 plan"))

    assert _ids(page) == [f"s{n}" for n in (70, 71, 72, 74, 75, 76, 77, 78, 79, 73)]
    assert (page.listing.found, page.listing.pages, page.total) == (10, 1, 250)
    assert _ids(_page(Listing("finns inte"))) == []


def test_a_short_list_is_one_page() -> None:
    page = _page(Listing(), MANY[:5])

    assert (page.listing.pages, len(_ids(page))) == (1, 5)
    assert _page(Listing(), []).groups == ()
