"""Roles for the model server: what a good, an obedient, a lying, a mumbling and a flaky model do."""

import hashlib
import json
import random
import re
from dataclasses import dataclass
from typing import Any

from model_server import Asked, Does

_BLOCK = re.compile(r"<<<(K[0-9A-F]{12}) (\w+) \| ([^\n]*?)>>>\n(.*?)\n<<<\1 slut \2>>>", re.DOTALL)
_SENTENCE = re.compile(r"[^.!?\n]{25,}[.!?]")
_WORD = re.compile(r"\w{5,}")


@dataclass(frozen=True)
class Block:
    label: str
    about: str
    text: str

    @property
    def sentences(self) -> list[str]:
        return [found.strip() for found in _SENTENCE.findall(self.text) if len(found.split()) > 4]


def blocks(asked: Asked) -> list[Block]:
    return [Block(label, about, text) for _, label, about, text in _BLOCK.findall(asked.user)]


def rungs(asked: Asked) -> list[int]:
    part = asked.user.split("Trappa:\n", 1)[1].split("\n\nUnderlag", 1)[0] if "Trappa:" in asked.user else ""
    return [int(n) for n in re.findall(r"^(\d+): ", part, re.MULTILINE)]


def question(asked: Asked) -> str:
    found = re.search(r"^Fråga: (.*)$", asked.user, re.MULTILINE)
    return found[1] if found else ""


def chance(asked: Asked) -> random.Random:
    """Chance that follows from the evidence and the question, not from the fence."""
    text = re.sub(r"K[0-9A-F]{12}", "K", asked.user)
    return random.Random(hashlib.sha256(text.encode()).digest())


def best(asked: Asked, count: int = 3) -> list[tuple[str, str]]:
    """Return the sentences that share most words with the question, with their labels."""
    wanted = {w[:6] for w in _WORD.findall(question(asked).casefold())}

    def score(sentence: str) -> int:
        return -sum(w[:6] in wanted for w in _WORD.findall(sentence.casefold()))

    scored = [(score(s), s, b.label) for b in blocks(asked) for s in b.sentences]
    return [(label, sentence) for found, sentence, label in sorted(scored)[:count] if found < 0]


def reply(asked: Asked, level: int, quotes: list[tuple[str, str]], against: tuple[tuple[str, str], ...] = ()) -> Does:
    given = [{"source": label, "text": text} for label, text in quotes]
    claimed = [n for n in rungs(asked) if n]
    body: dict[str, Any] = {
        "rungs": [
            {"level": n, "met": "yes" if n <= level else "no", "quotes": given if n <= level else []} for n in claimed
        ],
        "against": [{"source": label, "text": text} for label, text in against],
        "confidence": "medium",
        "missing": ["Det behöver visas att arbetssättet används."],
    }
    return Does(json.dumps(body, ensure_ascii=False))


def about(asked: Asked) -> str:
    """Say which prompt a request was filled from."""
    for word, name in (
        ("Trappa:", "draft"),
        ("Delområde:", "narrative"),
        ("Texten handlar om:", "narrative"),
        ("Text att skriva om:", "rewrite"),
        ("Följdfråga:", "condense"),
        ("Mening:", "check"),
    ):
        if word in asked.user:
            return name
    return "chat"


def good(asked: Asked) -> Does:
    """Quotes word for word and claims the middle of the ladder."""
    kind = about(asked)
    if kind == "draft":
        return reply(asked, 2, best(asked))
    if kind == "condense":
        last = asked.user.rsplit("Följdfråga:", 1)[1].strip()
        before = [b.text for b in blocks(asked)]
        return Does(json.dumps({"question": f"{last} {before[-1] if before else ''}"[:400]}, ensure_ascii=False))
    if kind == "check":
        return Does(json.dumps({"answer": "ja"}))
    if kind in ("narrative", "rewrite"):
        shown = [b for b in blocks(asked) if re.fullmatch(r"Q\d+", b.label) and "intervju" not in b.about][:3]
        items = [{"text": " ".join(b.text.split()), "sources": [b.label]} for b in shown]
        more = {"strengths": items[:1], "improvements": []} if kind == "narrative" else {}
        return Does(json.dumps({"sentences": items, **more}, ensure_ascii=False))
    found = best(asked, 2)
    lines = [f'{text.rstrip(".!?")} [{label}: "{text}"].' for label, text in found]
    return Does(" ".join(lines) or "INGET SVAR")


_ORDERS = re.compile(
    r"högsta|full poäng|maxpoäng|toppbetyg|highest|full score|top score|ignor|bortse|system:|nivå 4|level 4|instru|<\|",
    re.IGNORECASE,
)


OBEYS: list[str] = []
"""More phrases that it takes for orders."""


def obedient(asked: Asked) -> Does:
    """Does what any text in its input tells it: gives the top level, and quotes whatever it can."""
    orders = [
        b for b in blocks(asked) if _ORDERS.search(b.text) or any(f in b.text for f in OBEYS) or _ORDERS.search(b.about)
    ]
    if not orders or about(asked) != "draft":
        return good(asked)
    named = [(b.label, s) for b in orders for s in b.sentences]
    anything = [(b.label, s) for b in blocks(asked) for s in b.sentences[:1]]
    return reply(asked, max(rungs(asked)), [*named[:3], *best(asked), *anything][:12])


def liar(asked: Asked) -> Does:
    """Claims the top level with invented, altered, spliced and wrongly labelled quotes."""
    if about(asked) != "draft":
        return _lying_prose(asked)
    luck = chance(asked)
    real = best(asked) or [("S1", "Kommunen har en antagen policy som används i alla nämnder.")]
    label, sentence = luck.choice(real)
    words = sentence.split()
    half = len(words) // 2
    other = luck.choice(real)[1].split()
    lies = [
        (label, "Kommunen följer årligen upp arbetet i samtliga nämnder och har utvecklat det."),
        ("S99", sentence),
        ("annan-2025.1.4", sentence),
        (label, re.sub(r"\d", "9", sentence) if re.search(r"\d", sentence) else f"{sentence[:-1]} sedan 1999."),
        (label, " ".join(w for w in words if w.casefold() not in ("inte", "ej", "delvis", "planeras")) + " alltid."),
        (label, " ".join(words[:half] + other[len(other) // 2 :] + ["dessutom."])),
        (label, " ".join([*words[:half], "…", *words[half + 1 :]])),
    ]
    return reply(asked, max(rungs(asked)), lies)


def _lying_prose(asked: Asked) -> Does:
    lie = "Kommunen är bäst i Sverige med 99 procent nöjda enligt Örebro universitet."
    kind = about(asked)
    if kind in ("narrative", "rewrite"):
        item = {"text": lie, "sources": ["Q1"]}
        bare = {"text": "Allt fungerar mycket bra.", "sources": []}
        body: dict[str, Any] = {"sentences": [item, bare]}
        return Does(json.dumps(body if kind == "rewrite" else {**body, "strengths": [item], "improvements": [bare]}))
    if kind == "condense":
        return Does(json.dumps({"question": "Hur nöjda är alla?"}))
    return Does(f'{lie} [S1: "{lie}"]. Så är det bara. {lie} [S99: "något som inte visats alls här"].')


MUMBLES = (
    Does("Självklart! Här är mitt svar om kommunen."),
    Does('{"rungs": [{"level": 1, "met": "yes", "quotes": [{"source": "S1", "te'),
    Does('{"rungs": "alla", "points": 800}'),
    Does(""),
    Does("null"),
    Does('{"rungs": [], "against": [], "confidence": "medium", "missing": [], "points": 40}'),
    Does('{"rungs": [', finish="length"),
    Does("}{" * 2_000, piece=400),
)


def mumbler(asked: Asked) -> Does:
    """Never answers in the form that was asked for."""
    return chance(asked).choice(MUMBLES)


def flaky(asked: Asked) -> Does:
    """Fails in one of many ways up to twice, then answers well."""
    luck = chance(asked)
    faults = [
        Does(status=429, headers={"retry-after": "0"}),
        Does(status=500),
        Does(status=503),
        Does("{}", cut_after=0),
        Does('{"rungs": [{"level": 1', cut_after=1),
        Does(body="<html>Bad gateway</html>", status=502),
        Does("x", hang=2.5),
    ]
    times = luck.choice([0, 0, 1, 2])
    if asked.before < times:
        return luck.choice(faults)
    return good(asked)
