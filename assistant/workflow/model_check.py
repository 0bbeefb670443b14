"""Is the configured model fit for the work? Measured by asking it, not by its name."""

import time
from collections.abc import Callable
from typing import TypeVar

from assistant.catalog import load_prompt
from assistant.drafting.replies import ChoiceReply, read_as, schema_of
from assistant.errors import AssistantError, ReplyError
from assistant.models import GOOD_ENOUGH, LanguageModel, ModelReport, Request, StreamEnd
from assistant.workflow.modelling import need_model
from assistant.workflow.parts import Parts

T = TypeVar("T")

SWEDISH: tuple[tuple[str, str, str], ...] = (
    ("Riktlinjen används i alla nämnder sedan 2022.", "Används riktlinjen?", "ja"),
    ("Riktlinjen används inte utanför skolan.", "Används riktlinjen i hela kommunen?", "nej"),
    ("Nämnden avser att införa ett system för synpunkter.", "Finns systemet på plats i dag?", "nej"),
    ("Policyn antogs av fullmäktige i maj.", "Är policyn politiskt antagen?", "ja"),
    ("Policyn antogs av fullmäktige i maj.", "Är policyn känd bland medarbetarna?", "framgår inte"),
    ("Flertalet enheter saknar ännu handlingsplan.", "Har alla enheter en handlingsplan?", "nej"),
    ("Målen följs upp varje tertial och redovisas för styrelsen.", "Följs målen upp?", "ja"),
    ("Enkäten går ut vartannat år till samtliga vårdnadshavare.", "Görs enkäten varje år?", "nej"),
    ("Med undantag för bolagen omfattas hela koncernen.", "Omfattas bolagen?", "nej"),
    ("Chefen menar att dialogerna knappast har påverkat budgeten.", "Har dialogerna tydligt påverkat budgeten?", "nej"),
    ("Översynen ledde till att rutinen skrevs om.", "Har något ändrats efter översynen?", "ja"),
    ("Kommunen deltar i ett nätverk om kvalitet.", "Har nätverket gett bättre resultat?", "framgår inte"),
)
"""Sentence, question and right answer: negation, plans, scope and what is not said, in the language of the genre."""
_NEEDLE = "Kodordet för provet är tallkotte."
_FILLER = "Nämnden behandlade ärendet vid sitt sammanträde och lade rapporten till handlingarna. "


def check(parts: Parts, *, window: bool = True) -> ModelReport:
    """Ask the model what it takes to know whether it is fit; needs no assessment and sends no evidence.

    Args:
        parts: what is configured.
        window: also fill the window once, which takes a while with a slow model.

    Raises:
        ModelForbiddenError, ModelUnavailableError: there is none to ask.
    """
    model = need_model(parts)
    problems: list[str] = []
    speed = _tried(lambda: _speed(model), problems)
    right, structured = _swedish(parts, model, problems) if speed else (0, "")
    holds = _tried(lambda: _window(model), problems) if window and speed else None
    if holds is False:
        problems.append(f"Modellen ser inte hela fönstret på {model.choice.window} tokens. Sänk KOMPASS_MODEL_WINDOW.")
    if speed and not structured:
        problems.append("Modellen klarar inte strukturerade svar. Välj en annan modell.")
    if structured and right < GOOD_ENOUGH:
        problems.append(f"Modellen läser svenska för dåligt: {right} av {len(SWEDISH)} rätt, {GOOD_ENOUGH} behövs.")
    first, rate = speed or (0.0, 0.0)
    return ModelReport(
        model.id, model.choice.inside, model.choice.kinds, speed is not None, structured, model.choice.window, holds,
        first, rate, right, len(SWEDISH), tuple(dict.fromkeys(problems)),
    )  # fmt: skip


def _tried(action: Callable[[], T], problems: list[str]) -> T | None:
    try:
        return action()
    except AssistantError as error:
        problems.append(f"{error.message} {error.hint}".strip())
        return None


def _speed(model: LanguageModel) -> tuple[float, float]:
    """Return the seconds to the first piece, and tokens a second after it."""
    began = time.monotonic()
    request = Request("Du skriver svenska.", "Beskriv i tre meningar vad en kommunstyrelse gör.")
    for piece in model.stream(request):
        if isinstance(piece, StreamEnd):
            rest = max(time.monotonic() - began - piece.first_seconds, 0.001)
            return piece.first_seconds, round(piece.usage.received / rest, 1)
    raise ReplyError("Modellen svarade med ingenting.")


def _swedish(parts: Parts, model: LanguageModel, problems: list[str]) -> tuple[int, str]:
    """Return how many answers were right, and the way of asking for structure that worked."""
    prompt = load_prompt("check", folder=parts.prompts)
    right, structured = 0, ""
    for statement, question, expected in SWEDISH:
        system, user = prompt.fill({"statement": statement, "question": question})
        request = Request(system, user, schema_of(ChoiceReply))
        try:
            answer = model.ask(request, check=lambda data: _is_choice(dict(data)))
        except ReplyError:
            continue  # counts as wrong
        except AssistantError as error:
            problems.append(f"{error.message} {error.hint}".strip())
            break
        structured = answer.method
        right += read_as(ChoiceReply, answer.data).answer == expected
    return right, structured


def _is_choice(data: dict[str, object]) -> None:
    read_as(ChoiceReply, data)


def _window(model: LanguageModel) -> bool:
    """Say whether a sentence at the front is still seen when the window is nearly full: some servers cut silently."""
    room = int((model.choice.window - model.choice.answer) * 0.85 * 3)
    text = _NEEDLE + " " + _FILLER * (room // len(_FILLER))
    request = Request("Du svarar med ett enda ord.", f"{text}\n\nVilket är kodordet för provet?")
    said = "".join(piece for piece in model.stream(request) if isinstance(piece, str))
    return "tallkotte" in said.casefold()
