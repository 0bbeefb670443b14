"""Whether a sentence answers a question."""

import pytest

from assistant.drafting.answering import MIN_COVER, Seen, cover
from assistant.drafting.asked import understand


def _cover(question: str, text: str, *, before: str = "", after: str = "", heading: str = "") -> float:
    asked = understand(question, {}, own_names=("Ekeby",))
    return cover(asked, Seen(text, before, after, heading))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Hur många förskolor finns?", "Kommunen har 14 förskolor."),
        ("Hur många förskolor finns?", "Det finns inga förskolor i kommunen."),
        ("Vad kostar biblioteket?", "Biblioteket kostar 4,2 mnkr om året."),
        ("När antogs policyn för inköp?", "Policyn för inköp antogs den 3 mars 2024."),
        ("Hur ofta träffas pensionärsrådet?", "Pensionärsrådet träffas sex gånger om året."),
        ("Varför stängdes badhuset?", "Badhuset stängdes eftersom taket läckte."),
        ("Vem leder räddningstjänsten?", "Räddningstjänsten leds av räddningschefen."),
        ("Vad heter badhuset?", "Det nya badhuset heter Vågen."),
        ("Vilket år byggs skolan?", "Skolan byggs 2027."),
        ("Hur stor andel av cheferna är kvinnor?", "Av cheferna är 62 procent kvinnor."),
        ("Följs policyn upp?", "Policyn följs upp varje år."),
    ],
)
def test_a_sentence_with_what_was_asked_for_answers(question: str, text: str) -> None:
    assert _cover(question, text) >= MIN_COVER


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Hur många förskolor finns?", "Kommunens förskolor är omtyckta."),
        ("Hur många förskolor finns?", "Förskolorna fick en ny plan 2024."),
        ("Vad kostar biblioteket?", "Biblioteket har öppet sex dagar i veckan."),
        ("När antogs policyn för inköp?", "Policyn för inköp är antagen av kommunfullmäktige."),
        ("Varför stängdes badhuset?", "Badhuset stängdes."),
        ("Vad heter badhuset?", "Badhuset drivs av en förening."),
        ("Vilket år byggs skolan, nu när det inte blev 2025?", "Skolan skulle byggas 2025."),
        ("Hur många förskolor har Lillby kommun?", "Kommunen har 14 förskolor."),
        ("Hur många förskolor har Lillby kommun?", "Lillby har 30 procent av resorna."),
        ("Hur hög var sjukfrånvaron 2019?", "Sjukfrånvaron var 6,1 procent 2024."),
        ("Hur många kvadratmeter är badhuset?", "Badhuset har 25 banor."),
        ("Vad är badmästarens mobilnummer?", "Badmästarens mobilnummer är 070-000 00 00."),
        ("Har kommunen en vision?", "Biblioteket är öppet."),
    ],
)
def test_a_sentence_about_the_same_matter_without_it_does_not(question: str, text: str) -> None:
    assert _cover(question, text) == 0.0


def test_a_pronoun_leans_on_the_sentence_before() -> None:
    before = "Massagen på jobbet infördes 2022."

    assert _cover("Gav massagen på jobbet resultat?", "Den hade ingen effekt.", before=before) > 0
    assert _cover("Gav massagen på jobbet resultat?", "Biblioteket är inte öppet.", before=before) == 0.0


def test_a_heading_may_give_the_name_and_the_year() -> None:
    question = "Hur många ärenden hade Björkenheten 2025?"

    assert _cover(question, "Antalet ärenden var 41.", heading="Årsrapport 2025 för Björkenheten") > 0
    assert _cover(question, "Antalet ärenden var 41.", heading="Årsrapport 2024 för Björkenheten") == 0.0


def test_what_holds_the_answer_comes_before_what_only_denies() -> None:
    question = "Hur många förskolor finns?"

    assert _cover(question, "Kommunen har 14 förskolor.") > _cover(question, "Det finns inga förskolor i kommunen.")


def test_a_part_of_a_word_answers_less_than_the_word_and_a_commonplace_part_hardly() -> None:
    asked = understand("Hur arbetar kommunen med medborgarförslag?", {"förslag": 0.6, "medborgarförslag": 0.8})
    known = understand("Vem är kommundirektör?", {"kommun": 0.03, "kommundirektör": 1.0})

    assert cover(asked, Seen("Alla får lämna medborgarförslag hos oss.", "", "", "")) == 1.0
    assert cover(asked, Seen("Arbetsgruppen lämnade ett förslag om kaffe.", "", "", "")) == 0.0
    assert cover(known, Seen("Kommunens bolag leds av två chefer.", "", "", "")) == 0.0
