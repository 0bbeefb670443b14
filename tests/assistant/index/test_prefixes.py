"""Which words go before queries and passages."""

import pytest

from assistant.index.prefixes import Prefixes, of_model


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("Snowflake/snowflake-arctic-embed-l-v2.0", "query: ", ""),
        ("nomic-ai/nomic-embed-text-v2-moe", "search_query: ", "search_document: "),
        ("BAAI/bge-m3", "", ""),
        ("KBLab/sentence-bert-swedish-cased", "", ""),
        ("Alibaba-NLP/gte-multilingual-base", "", ""),
    ],
)
def test_families_are_known_by_name(name: str, query: str, passage: str) -> None:
    assert of_model(name, {}) == Prefixes(query, passage)


def test_an_instruct_model_gets_an_instruction_before_queries_only() -> None:
    found = of_model("intfloat/multilingual-e5-large-instruct", {})

    assert found.query.startswith("Instruct: ")
    assert found.query.endswith("\nQuery: ")
    assert found.passage == ""


def test_what_the_model_says_goes_before_its_family() -> None:
    assert of_model("e5-own", {"query": "fråga: ", "document": ""}) == Prefixes("fråga: ", "")
    assert of_model("x", {"retrieval.query": "a ", "retrieval.passage": "b "}) == Prefixes("a ", "b ")


def test_empty_prompts_say_nothing_for_the_vendor_writes_them_for_every_model() -> None:
    assert of_model("e5-small", {"query": "", "document": ""}).query == "query: "


def test_a_prompt_for_all_texts_counts_for_both() -> None:
    assert of_model("x", {"sts": "text: "}, "sts") == Prefixes("text: ", "text: ")
    assert of_model("x", {"sts": "text: "}) == Prefixes()
