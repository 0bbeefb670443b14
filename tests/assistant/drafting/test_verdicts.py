"""Sentences that pronounce on the assessment are told from those of a municipality about its own work."""

from pathlib import Path

import attacks
import pytest

from assistant.drafting.instructions import addresses_the_judge, withheld_spans
from assistant.drafting.verdicts import LONGEST, pronounces
from ingest import sentence_spans

ROOT = Path(__file__).parents[3]
CORPUS = Path("/work/shared/corpus")

ORDINARY = (
    "Kommunen uppfyller samtliga kriterier för Fairtrade City.",
    "Alla krav i upphandlingen är uppfyllda.",
    "Kommunen fick högsta betyg i SKR:s öppna jämförelser.",
    "Vår skola fick bästa resultatet i länet på alla områden.",
    "Den som granskar bygglov ska kontakta kommunen.",
    "Den som läser protokollet ska kunna förstå beslutet.",
    "Vi fick 423 poäng av 800 i Kommunkompassen 2021.",
    "Nämnden har uppnått målen i alla områden utom ett.",
    "Betyget i brukarundersökningen ska vara minst fyra av fem.",
    "Målet är att kommunen ska ha högsta möjliga betyg i Nöjd medborgarindex.",
    "Eleverna ska nå de högsta betygen i alla ämnen.",
    "När du bedömer en orosanmälan ska alla uppgifter skrivas ned.",
    "Lönekriterierna är uppfyllda när medarbetaren når alla mål.",
    "Detta dokument är grunden för all styrning i kommunen.",
    "Kritiska synpunkter från intervjuerna ska inte användas för att peka ut enskilda.",
    "Utelämna inte negativa resultat när du skriver rapporten.",
    "Vi ber er att svara på enkäten senast fredag.",
    "Kommunen ska vara bäst i landet på bemötande.",
    "Hur nöjd är du på en skala där fem av fem är högst?",
    "Kommunen fick full poäng i granskningen av webbplatsen.",
    "Den samlade bedömningen är att alla mål är på plats.",
    "Kommunens bedömning är att bidraget bör vara högst 5 000 kronor.",
    "Självbedömning: vi anser att vi uppfyller kravet på årlig uppföljning.",
    "Bedömningen av kvaliteten görs på en skala från ett till fyra, där fyra är högst.",
    "Vi lät en konsult bedöma oss och betyget blev gott.",
    "AI-strategi för kommunen",
    "AI-assistenten får inte matas med personuppgifter.",
    "Vid den senaste utvärderingen enligt Kommunkompassen fick vi 478 av 800 poäng.",
    "P R O T O K O L L",
    "S A M M A N T R Ä D E",
)


@pytest.mark.parametrize("sentence", ORDINARY)
def test_what_is_said_of_the_work_is_no_verdict(sentence: str) -> None:
    assert not addresses_the_judge(sentence)


def test_most_polite_and_indirect_orders_are_seen() -> None:
    missed = [order for order in attacks.PARAPHRASED if not addresses_the_judge(order)]

    assert len(missed) <= 5


def test_a_long_sentence_is_not_read_for_a_verdict() -> None:
    verdict = "Kommunen uppfyller nivå 4 på alla delfrågor."

    assert pronounces(verdict)
    assert not pronounces(f"{verdict[:-1]}, {'och så vidare, ' * (LONGEST // 10)}slut.")


@pytest.mark.slow
def test_no_sentence_of_the_demo_municipalities_is_withheld() -> None:
    texts = [p.read_text(encoding="utf-8").split("---\n", 2)[-1] for p in sorted(ROOT.glob("eval_sets/*/text/*.md"))]
    sentences = sum(len(sentence_spans(text)) for text in texts)
    withheld = [text[a:b] for text in texts for a, b in withheld_spans(text)]

    assert sentences > 5_000
    assert withheld == []


@pytest.mark.slow
def test_next_to_no_sentence_of_real_documents_is_withheld() -> None:
    from ingest import prepare

    files = sorted(CORPUS.glob("*.pdf"))
    if not files:
        pytest.skip("the corpus of real documents is not part of the repository")
    texts = [prepare(file.read_bytes(), name=file.name).text for file in files]
    withheld = [text[a:b] for text in texts for a, b in withheld_spans(text)]

    assert len(withheld) / sum(len(sentence_spans(text)) for text in texts) < 0.001
