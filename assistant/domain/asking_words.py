"""The words of open questions in Swedish: how they end for each group, and what to follow up with."""

from collections.abc import Mapping
from typing import Literal

from assistant.domain.criteria import Facet
from assistant.domain.interviews import Group

Gap = Literal["unknown", "unsettled", "in_place", "reach", "learning"]
"""What the interview has to settle: if it exists, who is right, if it is in use, how far, what came of it."""


TAILS: Mapping[Gap, Mapping[Group, tuple[str, ...]]] = {
    "unknown": {
        "politicians": ("Vad har ni i politiken bestämt eller pratat om?", "Berätta om senast frågan var uppe hos er."),
        "management": ("Vad är bestämt, och vad görs?", "Vem har ansvaret, och vad har hänt det senaste året?"),
        "unit_managers": (
            "Berätta om senast det var aktuellt i din verksamhet.",
            "Ta ett exempel från din egen vardag.",
        ),
        "unions": (
            "Vad märker era medlemmar av det?",
            "Berätta om ett tillfälle då det var aktuellt på en arbetsplats.",
        ),
        "residents": ("Berätta om senast ni själva var med om det.", "Vad märker ni av det?"),
    },
    "unsettled": {
        "politicians": ("Berätta om senaste gången, steg för steg.", "Hur ser det ut i er nämnd eller styrelse?"),
        "management": (
            "Hur går det till i praktiken? Ta ett färskt exempel.",
            "Var följs det som är bestämt, och var gör man på annat sätt?",
        ),
        "unit_managers": (
            "Berätta om senaste gången hos er, steg för steg.",
            "Hur går det till i praktiken på din enhet?",
        ),
        "unions": (
            "Hur stämmer det som är bestämt med det som görs? Ta ett exempel.",
            "Hur ser det ut på olika arbetsplatser?",
        ),
        "residents": (
            "Berätta hur det gick till senast ni var med om det.",
            "Hur stämmer det kommunen säger med det ni har varit med om?",
        ),
    },
    "in_place": {
        "politicians": (
            "Vad har ni beslutat, och hur märker ni att beslutet används?",
            "Berätta om senast frågan var uppe hos er.",
        ),
        "management": (
            "Vem ansvarar, vad är bestämt och hur långt har ni kommit?",
            "Vad finns på plats i dag, och vad återstår?",
        ),
        "unit_managers": (
            "Berätta om senast det var aktuellt hos er. Hur gjorde ni?",
            "Ta ett exempel från de senaste månaderna.",
        ),
        "unions": ("Vad märker era medlemmar av det? Ta ett exempel.", "Berätta om senast ni var med i det."),
        "residents": ("Berätta om senast ni var med om det. Hur gick det till?", "Vad märker ni av det?"),
    },
    "reach": {
        "politicians": (
            "Hur gör er nämnd eller styrelse? Berätta om senaste gången.",
            "Hur skiljer det sig mellan nämnderna?",
        ),
        "management": (
            "Hur skiljer det sig mellan förvaltningar och bolag?",
            "Var i kommunen och bolagen har det kommit längst, och var kortast?",
        ),
        "unit_managers": (
            "Berätta om senast ni gjorde så på din enhet. Hur gick det till?",
            "Hur vet du som chef vad som gäller, och hur gör ni hos er?",
        ),
        "unions": (
            "Var fungerar det bra, och var fungerar det sämre? Vad är det som skiljer?",
            "Hur ser det ut på olika arbetsplatser? Ta ett par exempel.",
        ),
        "residents": ("Hur skiljer det sig mellan olika delar av kommunen?", "Berätta om senast ni var med om det."),
    },
    "learning": {
        "politicians": (
            "Vad får ni veta om hur det går, och vad har ni gjort med det?",
            "Berätta om senast en uppföljning fick er att ändra något.",
        ),
        "management": (
            "Hur vet ni om det ger resultat?",
            "Vad har ni ändrat de senaste två åren, och vad var det som gjorde att ni ändrade?",
        ),
        "unit_managers": ("Vad har ni ändrat de senaste två åren, och varför?", "Hur vet ni hos er om det fungerar?"),
        "unions": (
            "Berätta om något som har ändrats efter att medarbetarna sagt till.",
            "Vad har hänt efter den senaste uppföljningen?",
        ),
        "residents": (
            "Vad har blivit annorlunda de senaste åren?",
            "Berätta om något som har ändrats efter era synpunkter.",
        ),
    },
}

FOLLOW_UPS: Mapping[Gap, tuple[str, ...]] = {
    "unknown": (
        "Var står det skrivet, om det gör det?",
        "Vem bestämmer hur ni gör?",
        "Vad har ni prövat, och hur gick det?",
        "Vad skulle behövas för att det skulle bli av?",
    ),
    "unsettled": (
        "Vad tror ni att andra i kommunen skulle svara på samma fråga?",
        "Vad kan skillnaderna bero på?",
        "När gjordes det senast, och vilka var med?",
        "Vad händer de gånger det inte blir som det är tänkt?",
    ),
    "in_place": (
        "Vem har bestämt det, och när?",
        "Vad händer om någon inte gör så?",
        "Vad är klart, och vad är fortfarande en plan?",
        "Hur fick du själv veta det?",
    ),
    "reach": (
        "Hur får en ny chef eller medarbetare veta hur ni gör?",
        "Vilka delar av kommunen gör på annat sätt, och varför?",
        "Vilka har svårast att få det att fungera?",
        "Hur vet ni hur andra enheter gör?",
    ),
    "learning": (
        "Vad visade den senaste uppföljningen?",
        "Vem fick se resultatet, och vad hände sedan?",
        "Vad har ni slutat med?",
        "Hur såg det ut för tre år sedan?",
    ),
}
"""Questions to follow up with for each gap; two are taken in turn."""

BY_FACET: Mapping[Facet, str] = {
    "politically_decided": "Vad har politiken beslutat, och när?",
    "current": "När sågs det över senast?",
    "known_and_used": "Hur märks det att medarbetarna känner till det?",
    "followed_up": "Hur följer ni upp det, och hur ofta?",
    "analysed": "Vilka förklaringar har ni hittat till resultatet?",
    "effect": "Vad har blivit annorlunda för dem det är till för?",
    "developed": "Vad gör ni i dag som ni inte gjorde för två år sedan?",
    "visible": "Var kan den som är intresserad se det?",
    "group_wide": "Hur är bolagen med?",
    "systematic": "Hur ofta händer det, och vem ser till att det blir av?",
    "implemented": "Vad är det senaste ni har genomfört?",
}
