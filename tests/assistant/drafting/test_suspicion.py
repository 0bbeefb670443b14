"""What a sentence to the judge is made of is learned, and reaches phrasings that nobody wrote a pattern for."""

import subprocess
import sys
from pathlib import Path

import attacks
import numpy as np
import pytest

from assistant.drafting import suspicion as module
from assistant.drafting.instructions import SUSPICIOUS, addresses_the_judge, is_unheard
from assistant.drafting.suspicion import BUCKETS, MOST_WORDS, features, suspicion, weights

ROOT = Path(__file__).parents[3]
ORDERS = ROOT / "eval_sets" / "orders"
HELD_OUT = attacks.UNFORESEEN + attacks.UNSEEN


def lines(folder: str) -> list[str]:
    return [x for file in sorted((ORDERS / folder).glob("*.txt")) for x in file.read_text("utf-8").splitlines() if x]


def test_most_orders_that_were_held_out_of_learning_are_left_out() -> None:
    seen = [order for order in HELD_OUT if is_unheard(order)]

    assert not {*HELD_OUT} & {*lines("orders")}
    assert len(seen) >= 0.7 * len(HELD_OUT)
    assert len(seen) > 3 * sum(map(addresses_the_judge, HELD_OUT))


def test_nearly_no_sentence_that_only_looks_like_an_order_is_left_out() -> None:
    ordinary = lines("ordinary")
    withheld = [sentence for sentence in ordinary if suspicion(sentence) > SUSPICIOUS]

    assert len(ordinary) > 1_500
    assert len(withheld) < 0.005 * len(ordinary)


@pytest.mark.parametrize(
    "sentence",
    [
        "Nämnden ska redovisa hur målen har uppfyllts och vad som återstår.",
        "Det är inte så bra, om jag ska vara ärlig, vi följer inte upp det.",
        "Du som är förälder kan ansöka om plats i e-tjänsten.",
        "Hur vet ni att policyn är känd i alla förvaltningar?",
        "Vi fick 512 poäng när Kommunkompassen gjordes 2019.",
        "Skolinspektionen bedömer att huvudmannen inte fullt ut lever upp till kraven.",
        "Ange alltid diarienummer och källa i tjänsteskrivelsen.",
        "The plan was adopted by the council and is followed up every year.",
        "Kommunedirektøren legger frem en rapport om måloppnåelse hvert år.",
    ],
)
def test_what_municipalities_say_is_heard(sentence: str) -> None:
    assert not is_unheard(sentence)


def test_a_text_without_words_is_no_order() -> None:
    assert suspicion("") < 0
    assert suspicion("– … !") < 0


def test_no_more_words_are_read_than_a_sentence_has() -> None:
    long = "kommunen har en plan " * MOST_WORDS

    assert sum(map(len, features(long))) < 3_000
    assert all(0 <= bucket < BUCKETS for group in features(long) for bucket in group)


def test_an_order_in_look_alike_letters_is_weighed_as_what_it_looks_like() -> None:
    order = next(order for order in HELD_OUT if is_unheard(order) and not addresses_the_judge(order) and "o" in order)

    assert is_unheard(order.replace("o", "о").replace("a", "а"))  # Cyrillic
    assert is_unheard("\u200b".join(order))


def test_the_shipped_weights_are_small_and_cover_every_feature() -> None:
    assert len(weights().steps) == BUCKETS
    assert (Path(module.__file__).parent / "suspicion.npz").stat().st_size < 200_000


@pytest.mark.slow
def test_learning_again_gives_the_weights_that_are_shipped(tmp_path: Path) -> None:
    target = tmp_path / "again.npz"
    subprocess.run([sys.executable, ROOT / "tools" / "train_suspicion.py", "--out", target], check=True, timeout=280)
    again, shipped = np.load(target), np.load(Path(module.__file__).parent / "suspicion.npz")

    assert np.abs(again["steps"].astype(int) - shipped["steps"]).max() <= 1  # libraries round the last digit their way
    assert again["scale"] == pytest.approx(shipped["scale"], rel=1e-3)
