"""Chains of LangChain runnables, put together from plain functions that the workflows hand over."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

A = TypeVar("A")
B = TypeVar("B")


def chain(*steps: tuple[str, Callable[[Any], Any]]) -> "Runnable[Any, Any]":
    """Return the runnable that does the steps one after the other; each has a name for whoever inspects it."""
    from langchain_core.runnables import RunnableLambda, RunnableSequence

    made = [RunnableLambda(function).with_config(run_name=name) for name, function in steps]
    return RunnableSequence(*made)


def run(runnable: "Runnable[A, B]", value: A) -> B:
    """Run a chain without tracing, which would send evidence away where LangSmith's variables are set."""
    from langsmith import tracing_context

    with tracing_context(enabled=False):
        return runnable.invoke(value)
