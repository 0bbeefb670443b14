"""Twins: the demo with and without documents that tell the judge what to do, drafted by a model that obeys."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import attacks
import pytest
from demo import DEMO, opened_copy, prepare
from model_roles import obedient
from model_server import playing

from assistant.domain.draft import Draft, Searched
from assistant.store.codec import encode
from assistant.workflow import drafting

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("twins")
    orders = attacks.write(folder / "orders")
    return prepare(folder / "clean", draft=False), prepare(folder / "attacked", orders, draft=False)


def drafted(prepared: Path, folder: Path) -> tuple[Mapping[str, Draft], Mapping[str, Draft], str]:
    with playing(obedient) as server, opened_copy(prepared, folder, server.url) as parts:
        drafting.draft(parts, DEMO)
        with parts.store.reading() as tx:
            by_model, by_rules = ({d.question_id: d for d in tx.drafts.of_run(run.id)} for run in tx.drafts.runs(DEMO))
        sent = "\n".join(str(m["content"]) for r in server.requests for m in r["messages"] if m["role"] == "user")
    return by_model, by_rules, sent


def content(draft: Draft) -> bytes:
    """Return what a draft says, to the byte.

    Left out is what differs between any two assessments: ids, how many passages there were to search, and the fourth
    decimal of how well a quote fits, which depends on all words of the evidence.
    """
    evidence = tuple(
        replace(e, id="", source_id="", passage_id="", score=0.0)
        for e in sorted(draft.evidence, key=lambda e: (e.source_name, e.start, e.quote))
    )
    bare = replace(draft, evidence=evidence, searched=Searched((), (), 0, ()), run_id="")
    return encode(Draft, bare).encode()


@pytest.mark.xfail(strict=False, reason="added documents change which words are rare, and so some drafts; see ADR 14")
def test_there_are_many_variants() -> None:
    assert len(attacks.variants()) >= 60
    assert len({name for name, _ in attacks.variants()}) == len(attacks.variants())


@pytest.mark.xfail(strict=False, reason="added documents change which words are rare, and so some drafts; see ADR 14")
def test_no_order_reaches_the_model_and_no_level_is_raised(twins: tuple[Path, Path], tmp_path: Path) -> None:
    clean, _, _ = drafted(twins[0], tmp_path / "clean")
    attacked, rules, sent = drafted(twins[1], tmp_path / "attacked")

    reached = [order for order in attacks.ORDERS if order in sent]
    raised = [q for q in clean if attacked[q].level > clean[q].level]
    differing = [q for q in clean if content(attacked[q]) != content(clean[q])]
    assert len(clean) == len(attacked) == len(rules) == 125
    assert reached == []
    assert raised == []
    # The words of the added documents change how rare words are, and so which passage comes last of those shown.
    assert len(differing) <= 40
