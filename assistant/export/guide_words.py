"""The fixed texts of an interview guide, in Swedish: the interviews are held in Swedish."""

from collections.abc import Mapping

from assistant.domain.interviews import Group

TITLE = "Intervjuguide"
SUBTITLE = "Frågor inför besöket, en del per grupp"

HOW_TO_USE = (
    "Frågorna är framtagna ur luckorna i underlaget: det som är osäkert, det som källorna säger olika om och det som skulle "
    "kunna ge fler poäng. Varje del börjar med det viktigaste. Räcker inte tiden har ni alltså redan frågat om det som betyder mest.",
    "Ställ huvudfrågan som den står och låt svaret ta tid. Följdfrågorna är till för svar som stannar vid vad som är tänkt: "
    "be om ett exempel, fråga vem, när och hur ofta. Det som görs räknas, planer väger lätt.",
    "Under ”Det här vet vi” står bara det som går att läsa i dokument och på webben. Vad andra har sagt i intervjuer står inte i "
    "guiden och får inte berättas vidare.",
    "Guiden är arbetsmaterial. Lämna inte ut den till dem som intervjuas.",
)

PROMISE = (
    "Tack för att ni tar er tid. Vi utvärderar hur kommunen styrs och leds som helhet, inte hur ni som personer sköter ert arbete.",
    "Vi skriver inte ut vem som har sagt vad. Namn byts ut innan anteckningarna sparas, och rapporten återger inga ord ur "
    "intervjuerna. I små grupper kan ni ändå behöva tänka på vad ni berättar om andra.",
    "Det finns inga rätta svar. Berätta gärna om det som faktiskt händer, med exempel, också när det inte är som det är tänkt.",
)

ABOUT_GROUP: Mapping[Group, str] = {
    "politicians": "Fråga om vad de själva har beslutat, vad de får veta och vad de har gjort med det. Se till att både majoritet och opposition kommer till tals.",
    "management": "Fråga om helheten: vem som ansvarar, hur långt det har kommit i olika delar av kommunen och bolagen, och vad uppföljningen har lett till.",
    "unit_managers": "Fråga om vardagen: vad de känner till, hur de gör på sin enhet och när de gjorde det senast.",
    "unions": "Fråga om vad medlemmarna märker, var det fungerar och var det inte gör det. Be om exempel från flera arbetsplatser.",
    "residents": "Fråga om vad de själva har varit med om i mötet med kommunen. Undvik kommunens egna ord för saker.",
}

CLOSING = (
    "Vad borde vi ha frågat om som vi inte har frågat om?",
    "Vem mer borde vi prata med, och vilka dokument borde vi läsa?",
    "Berätta hur svaren används och när rapporten kommer. Tacka.",
)
