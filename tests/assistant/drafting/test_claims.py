"""Prose against the quotes it cites: lies that keep the words are marked, and honest sentences are left in peace."""

import pytest

from assistant.domain.draft import Evidence
from assistant.domain.evidence import Passage, Place
from assistant.drafting.claims import overstated
from assistant.drafting.fencing import Shown
from assistant.drafting.gate import Sourced, unsupported
from assistant.drafting.proving import Ground, Grounds, prove
from assistant.drafting.stating import checked

Q = {
    "plan": "Kommunfullmäktige antog planen för medborgardialog den 3 mars 2025.",
    "three": "Tre av åtta nämnder redovisar sina 14 dialoger till kommunstyrelsen varje år.",
    "all": "Samtliga nämnder följer upp målen i årsredovisningen och resultaten presenteras för fullmäktige.",
    "some": "Några enheter använder checklistan när nya medarbetare börjar.",
    "percent": "I medarbetarundersökningen svarade 62 procent att de känner till värdegrunden.",
    "not": "Riktlinjen för dialog används inte på skolorna, för ingen har berättat om den.",
    "future": "Under 2027 ska kommunen införa ett system för synpunkter.",
    "money": "Satsningen på digitala tjänster kostade 4 miljoner kronor under 12 månader.",
    "sick": "Sjukfrånvaron var 6,8 procent 2023 och 5,9 procent 2024.",
    "chefs": "Cheferna får stöd av en mentor under sitt första år och träffas i nätverk fyra gånger om året.",
    "learned": "Efter utvärderingen 2024 ändrades rutinen så att svar lämnas inom fem dagar.",
    "web": "På webbplatsen finns en e-tjänst för synpunkter som är öppen dygnet runt.",
    "half": "Hälften av förvaltningarna har en egen kommunikatör.",
    "varies": "Arbetet med ständiga förbättringar är ojämnt och varierar mellan förvaltningarna.",
}
LIES = [
    ("plan", "Kommunfullmäktige antog planen för medborgardialog den 3 april 2024."),
    ("plan", "Planen för medborgardialog följs i alla nämnder."),
    ("plan", "Planen för medborgardialog antogs tjugofem månader efter valet."),
    ("plan", "Malmö antog en plan för medborgardialog."),
    ("plan", "SKR har granskat planen för medborgardialog."),
    ("plan", "Planen för medborgardialog har lett till ett högre valdeltagande."),
    ("plan", "Det saknas en plan för medborgardialog."),
    ("three", "Alla nämnder redovisar sina dialoger till kommunstyrelsen."),
    ("three", "De flesta nämnderna redovisar sina dialoger till kommunstyrelsen."),
    ("three", "Nämnderna redovisar femton dialoger till kommunstyrelsen."),
    ("three", "Nämnderna redovisar inte sina dialoger till kommunstyrelsen."),
    ("three", "Nämndernas dialoger är bäst i landet."),
    ("three", "Hälften av nämnderna redovisar sina dialoger."),
    ("some", "Samtliga enheter använder checklistan för nya medarbetare."),
    ("some", "Checklistan används alltid när nya medarbetare börjar."),
    ("some", "Majoriteten av enheterna använder checklistan."),
    ("some", "Checklistan används i hela kommunen."),
    ("percent", "I undersökningen svarade 62 personer att de känner till värdegrunden, vilket är 26 procent."),
    ("percent", "Två tredjedelar av medarbetarna arbetar efter värdegrunden tack vare undersökningen."),
    ("percent", "Alla medarbetare känner till värdegrunden."),
    ("percent", "Kännedomen om värdegrunden har ökat."),
    ("percent", "Ingen känner till värdegrunden enligt medarbetarundersökningen."),
    ("not", "Riktlinjen för dialog används på skolorna."),
    ("not", "Skolorna känner till riktlinjen för dialog och arbetar efter den."),
    ("future", "Kommunen har infört ett system för synpunkter."),
    ("future", "Ett system för synpunkter används i kommunen."),
    ("money", "Satsningen på digitala tjänster kostade 4 miljarder kronor."),
    ("money", "Satsningen på digitala tjänster pågick i 12 veckor."),
    ("money", "Satsningen på digitala tjänster har gjort att handläggningen går fortare."),
    ("sick", "Sjukfrånvaron var 6,8 dagar 2023."),
    ("sick", "Sjukfrånvaron beror på hög arbetsbelastning."),
    ("sick", "Sjukfrånvaron sjönk till 4,9 procent 2024."),
    ("chefs", "Cheferna får inte något stöd under sitt första år."),
    ("chefs", "Alla chefer får stöd av en mentor."),
    ("chefs", "Chefernas nätverk är unikt i landet."),
    ("chefs", "Eva Lindgren leder chefernas nätverk."),
    ("chefs", "Nätverket för chefer träffas trettio gånger om året."),
    ("learned", "Rutinen har aldrig ändrats efter utvärderingen."),
    ("learned", "Svar lämnas alltid inom fem dagar."),
    ("web", "Webbplatsen uppfyller lagens krav på tillgänglighet i alla delar."),
    ("web", "E-tjänsten för synpunkter har fördubblat antalet synpunkter."),
    ("half", "Samtliga förvaltningar har en egen kommunikatör."),
    ("varies", "Förvaltningarna arbetar systematiskt och likvärdigt med ständiga förbättringar."),
    ("web", "Budgetprocessen präglas av delaktighet och öppenhet."),
    ("plan", "Äldreomsorgens kvalitetsarbete håller hög klass."),
]
HONEST = [
    ("plan", "Det finns en plan för medborgardialog, antagen av fullmäktige i mars 2025."),
    ("plan", "Kommunen har en aktuell plan för medborgardialog."),
    ("plan", "Fullmäktige har beslutat om hur medborgardialoger ska gå till."),
    ("three", "Tre av åtta nämnder rapporterar sina dialoger årligen."),
    ("three", "Flera nämnder redovisar dialoger till kommunstyrelsen varje år."),
    ("three", "Redovisningen av dialoger omfattar 14 dialoger men bara en del av nämnderna."),
    ("three", "Fler nämnder skulle kunna redovisa sina dialoger."),
    ("all", "Alla nämnder följer upp sina mål i årsredovisningen."),
    ("all", "Målen följs upp i hela organisationen och resultaten når fullmäktige."),
    ("all", "Uppföljningen av målen sker i samtliga nämnder."),
    ("some", "Det finns en checklista för introduktion som används av några enheter."),
    ("some", "En del enheter tar hjälp av en checklista när nya medarbetare börjar."),
    ("some", "Checklistan skulle kunna användas av alla enheter."),
    (
        "percent",
        "Av dem som svarade känner 62 procent till värdegrunden.",
    ),
    ("percent", "De flesta medarbetare säger sig känna till värdegrunden."),
    ("percent", "Kännedomen om värdegrunden mäts i medarbetarundersökningen."),
    ("not", "På skolorna används riktlinjen för dialog inte."),
    ("not", "Riktlinjen för dialog är okänd på skolorna."),
    ("not", "Det brister i hur riktlinjen för dialog har spridits till skolorna."),
    ("future", "Ett system för synpunkter ska införas under 2027."),
    ("future", "Kommunen planerar ett system för synpunkter."),
    ("future", "Det finns ännu inget system för synpunkter på plats."),
    ("money", "Kommunen har satsat 4 miljoner kronor på digitala tjänster."),
    ("money", "Satsningen på digitala tjänster pågick i 12 månader."),
    ("sick", "Sjukfrånvaron gick från 6,8 till 5,9 procent."),
    ("sick", "Sjukfrånvaron följs över tid och var 5,9 procent 2024."),
    ("chefs", "Nya chefer får en mentor, och det finns nätverk för chefer."),
    ("chefs", "Chefernas nätverk träffas fyra gånger per år."),
    ("chefs", "Stödet till nya chefer består av mentorskap och nätverk."),
    ("learned", "Rutinen har ändrats efter utvärderingen, och svar lämnas nu inom fem dagar."),
    ("learned", "Utvärderingen 2024 ledde till att rutinen ändrades."),
    ("learned", "Svarstiden är fem dagar enligt den ändrade rutinen."),
    ("web", "Invånarna kan lämna synpunkter i en e-tjänst på webbplatsen."),
    ("web", "Synpunkter kan lämnas dygnet runt via webbplatsen."),
    ("half", "Hälften av förvaltningarna har egna kommunikatörer."),
    ("half", "Kommunikatörer finns på hälften av förvaltningarna, men inte på resten."),
    ("varies", "Förbättringsarbetet varierar mellan förvaltningarna."),
    ("varies", "Arbetet med ständiga förbättringar är inte likvärdigt i kommunen."),
    ("varies", "Ett mer jämnt förbättringsarbete skulle lyfta kommunen."),
    ("web", "The website has an e-service where residents can leave comments at any hour."),
]


def _evidence(key: str) -> Evidence:
    return Evidence(
        id=key, source_id=key, revision=1, source_name="x.md", kind="steering_document", passage_id=f"p-{key}", start=0,
        end=len(Q[key]), quote=Q[key], place=Place(), stance="supports", verdict="verified", level=2,
    )  # fmt: skip


GROUNDS = Grounds({key: Ground("styrdokument", Q[key], (_evidence(key),), "1.1.1") for key in Q}, {}, ("Ekeby kommun",))


@pytest.mark.parametrize(("key", "text"), LIES)
def test_what_goes_beyond_its_quote_is_marked(key: str, text: str) -> None:
    assert prove(text, [key], GROUNDS).marks


def test_honest_sentences_are_left_in_peace() -> None:
    marked = {text: marks for key, text in HONEST if (marks := prove(text, [key], GROUNDS).marks)}

    assert len(marked) <= len(HONEST) * 0.05, marked


def _said(key: str, text: str) -> bool:
    passage = Passage(f"p-{key}", key, 1, 0, 0, len(Q[key]), Q[key], Place(), "steering_document", "x.md", "x")
    sourced = Sourced.of([Shown("S1", passage, Q[key])], {key: Q[key]})
    return checked(f'{text.rstrip(".")} [S1: "{Q[key]}"].', sourced).certain


def test_an_answer_is_held_to_the_same_as_a_text() -> None:
    assert [text for key, text in LIES if _said(key, text)] == []
    assert len([text for key, text in HONEST if not _said(key, text)]) <= len(HONEST) * 0.05


OTHER = {
    "a": "Kommunstyrelsen beslutade i juni 2024 om en gemensam process för upphandling som gäller från 1 januari 2025.",
    "b": "Av 31 enhetschefer har 12 gått utbildningen i arbetsmiljö.",
    "c": "Vi chefer pratar mycket om tillit, men det märks inte ute på golvet.",
    "d": "Föreningslivet bjuds in till två möten per år och protokollen läggs ut på webben.",
    "e": "Nöjdheten bland företagen var 71 i 2024 års mätning, mot 66 året innan.",
    "f": "Introduktionen av nya medarbetare sker med en digital utbildning på 40 minuter.",
    "g": "Det finns ingen samlad bild av hur kompetensen ser ut i förvaltningarna.",
    "h": "Nämnden avser att ta fram en biblioteksplan under hösten.",
    "i": "Samtliga bolag rapporterar till kommunstyrelsen tre gånger per år enligt ägardirektiven.",
    "j": "Hemtjänsten mäter kontinuiteten och kunden möter i snitt 13 personer under två veckor.",
}
"""Written after the first rules, which saw half of these and were then widened: a newer set would see fewer."""
OTHER_LIES = [
    ("a", "Kommunstyrelsen har utvärderat upphandlingsprocessen."),
    ("a", "Processen för upphandling har sänkt kostnaderna."),
    ("a", "Processen för upphandling började gälla i juni 2024."),
    ("b", "De flesta enhetschefer har gått utbildningen i arbetsmiljö."),
    ("b", "Enhetscheferna är utbildade i arbetsmiljö."),
    ("b", "Tjugo enhetschefer har gått utbildningen."),
    ("b", "31 enhetschefer har gått utbildningen i arbetsmiljö."),
    ("c", "Tilliten märks i hela organisationen."),
    ("c", "Chefernas arbete med tillit når ut till medarbetarna."),
    ("d", "Föreningslivet bjuds in varje månad."),
    ("d", "Föreningarna är mycket nöjda med mötena."),
    ("d", "Föreningslivet bjuds inte in till möten."),
    ("e", "Nöjdheten bland företagen har sjunkit."),
    ("e", "Företagen är nöjdast i länet."),
    ("e", "71 procent av företagen är nöjda."),
    ("f", "Introduktionen tar 40 timmar."),
    ("f", "Alla nya medarbetare genomgår introduktionen."),
    ("g", "Kommunen har en samlad bild av kompetensen i förvaltningarna."),
    ("h", "Nämnden har en biblioteksplan."),
    ("h", "Biblioteksplanen följs upp varje år."),
    ("i", "Bolagen rapporterar sällan till kommunstyrelsen."),
    ("i", "Bolagen rapporterar till fullmäktige varje månad."),
    ("j", "Kunden möter i snitt tre personer."),
    ("j", "Kontinuiteten i hemtjänsten är god."),
    ("j", "Hemtjänsten har förbättrat kontinuiteten tack vare mätningarna."),
]
OTHER_HONEST = [
    ("a", "Det finns en gemensam upphandlingsprocess sedan 1 januari 2025."),
    ("a", "Kommunstyrelsen har beslutat om en process för upphandling."),
    ("b", "12 av 31 enhetschefer har gått arbetsmiljöutbildningen."),
    ("b", "Mindre än hälften av enhetscheferna har gått utbildningen."),
    ("b", "Fler chefer behöver gå utbildningen i arbetsmiljö."),
    ("c", "Cheferna talar om tillit, men det märks inte i verksamheten."),
    ("c", "Tilliten har inte nått ut till medarbetarna."),
    ("d", "Två gånger om året träffar kommunen föreningslivet."),
    ("d", "Protokollen från mötena med föreningarna finns på webben."),
    ("e", "Företagens nöjdhet har ökat från 66 till 71."),
    ("e", "Nöjdheten bland företagen mäts."),
    ("f", "Nya medarbetare får en kort digital introduktion."),
    ("f", "Introduktionen är digital och tar 40 minuter."),
    ("g", "En samlad bild av kompetensen saknas."),
    ("g", "Kompetensen i förvaltningarna är inte kartlagd i sin helhet."),
    ("h", "En biblioteksplan är på väg."),
    ("h", "Nämnden planerar en biblioteksplan."),
    ("i", "Bolagen rapporterar regelbundet till kommunstyrelsen."),
    ("i", "Alla bolag lämnar rapport tre gånger per år."),
    ("j", "Hemtjänstens kontinuitet följs upp."),
    ("j", "Kunderna möter omkring 13 olika personer på två veckor."),
    ("j", "Kontinuiteten kan bli bättre."),
]


def test_most_of_a_second_set_is_seen_and_little_is_marked_for_nothing() -> None:
    seen = [text for key, text in OTHER_LIES if overstated(text, [OTHER[key]]) or unsupported(text, [OTHER[key]])]
    marked = [text for key, text in OTHER_HONEST if overstated(text, [OTHER[key]]) or unsupported(text, [OTHER[key]])]

    assert len(seen) >= len(OTHER_LIES) * 0.75
    assert len(marked) <= len(OTHER_HONEST) * 0.05, marked
