"""Reading one Swedish sentence the way an evaluator does: is it done, how far, and is it followed up?

What counts is what is done. So a sentence is read for *signals*: planned against in place, one
unit against the whole municipality, decided, known and used, followed up, developed, expired,
negated. The signals are words of the genre, not of any question; the question's own ladder says
what they are worth (see ``levels``).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Signal = Literal[
    "planned", "norm", "negated", "gap", "one_unit", "whole_municipality", "known_and_used", "decided",
    "systematic", "followed_up", "developed", "expired", "question",
]  # fmt: skip

_UNITS = r"(?:nämnd|förvaltning|verksamhet|enhet|chef|bolag|medarbetare|skol|sektor|anställd|avdelning|arbetsplats)"
_MEASURED = r"(?:utifrån|efter|baserat på|med stöd av|till följd av|på grund av|tack vare)"
_LEARNED = (
    r"(?:resultat|uppföljning|utvärdering|analys|erfarenhet|lärdom|synpunkt|mätning|enkät|undersökning|granskning|"
    r"kritik|återkoppling|avvikelse|svar)"
)
_CHANGED = (
    r"(?:ändra|revider|utveckla|justera|förbättra|anpassa|omarbeta|förnya|förenkla|bytt|bytte|bytts|lagt om|lades om|"
    r"lade om|infört|infördes|införde|skriv(?:it|its|s) om|kortat|kortats|stärkt|vässat|byggts? ut)"
)

_PATTERNS: dict[Signal, str] = {
    "planned": (
        r"\bplaner(?:as|ar|ade|ades|at|ats)\b|\bkommer (?:\w+ ){0,2}att\b|\bavser(?:\b| att)|\bavsikt(?:en)? att\b|"
        r"\bambition(?:en|er)?\b|\bpå gång\b|\bunder (?:framtagande|arbete|utredning|beredning|uppbyggnad)\b|"
        r"\b(?:ska|skall|bör|behöver) (?:\w+ ){0,3}(?:tas fram|utarbetas|införas|inrättas|utredas|påbörjas|byggas|startas|"
        r"utvecklas|upprättas|tillsättas|öppna|arbetas fram|göras om|uppdateras|revideras)\b|"
        r"\b(?:håller|hållit) på att\b|\butreds?\b|\butkast\b|\bförslag till\b|\bpåbörja(?:s|r|t|ts|d)\b|\bpåbörjas\b|"
        r"\bhar (?:ännu|börjat)\b|\btänker?\b(?! på)|\btänkt(?:e)? att\b|\bförhoppning(?:en)?\b|\bpilot(?:en|projekt|skede)?\b|"
        r"\bframöver\b|\bpå sikt\b|\bnästa år\b|\bplanerad[et]?\b|\bi startgroparna\b|\btar för närvarande fram\b|\btas just nu fram\b|"
        r"\bfått i uppdrag\b|\bett uppdrag att ta fram\b|\bvill (?:vi|kommunen|nämnden) (?:\w+ )?(?:ta fram|införa|bygga|starta)\b"
    ),
    "norm": r"\b(?:ska|skall|bör|åligger|ansvarar för att)\b",
    "negated": (
        r"\b(?:inte|ej|icke|aldrig|ingen|inget|inga|varken|ingenting|ingenstans|knappt|knappast|sällan|saknas|saknar|"
        r"saknade|saknades|saknats|avsaknad|uteblivit|uteblir|upphört|utan att)\b"
    ),
    "gap": (
        r"\bsakna(?:s|r|de|des|ts)?\b|\bavsaknad\b|\bbrist(?:er|en|ande|fäll\w*)?\b|\botydlig\w*|\bspreta\w*|\befterfråga\w*|"
        r"\bbehöver\b|\bbehov av att\b|\bborde\b|\bskulle (?:\w+ ){0,2}(?:kunna|behöva|vilja|önska)\b|\bönsk(?:ar|emål|värt)\b|\bsvårt att\b|"
        r"\butvecklingsområde\w*|\bförbättringsområde\w*|\bförbättringsmöjlighet\w*|\beftersatt\w*|\bsvag(?:a|t|het\w*)?\b|"
        r"\bokän[dt]a?\b|\bper person\w*|\bpersonberoende\b|\bhyllvärmare\b|\bligger i (?:en )?(?:låda|pärm|byrålåda)\w*|\bdöljs\b|"
        r"\btappa\w*|\brinner ut\b|\bkvar att göra\b|\blångt kvar\b|\bsporadisk\w*|\bad hoc\b|\bvilande\b|\bstannat av\b|\bhamnat? mellan stolarna\b"
    ),
    "one_unit": (
        r"\b(?:enstaka|enskilda|vissa|några|somliga|ett par|en del|olika) (?:\w+ ){0,2}" + _UNITS + r"|"
        r"\bdelar av (?:organisation|verksamhet|kommun|förvaltning)\w*|\bvarierar\b|\bibland\b|\bdå och då\b|\benstaka\b|"
        r"\bi projektform\b|\bpilot(?:en|projekt)?\b|\bpå eget initiativ\b|\bhos oss på\b|\bvår enhet\b|\bmin enhet\b|"
        r"\bpå vår (?:skola|avdelning|förvaltning|arbetsplats|enhet)\b|\b(?:bara|endast|enbart) (?:\w+ ){0,4}" + _UNITS + r"|"
        r"\bberor på (?:vem|vilken|chefen)\b|\bsporadisk\w*|\btill viss del\b|\bdelvis\b|\boftast\b(?! alla)|\bolika hos\b|\baktivitetsbaser\w*"
    ),
    "whole_municipality": (
        r"\bhela (?:kommun|koncern|organisation|verksamhet|kommunkoncern|förvaltning)\w*|\bkommunkoncern\w*|"
        r"\b(?:alla|samtliga|varje) (?:\w+ ){0,2}" + _UNITS + r"\w*|\bkommunövergripande\b|\bkommungemensam\w*|\bkoncerngemensam\w*|"
        r"\bkoncernövergripande\b|\bförvaltningsövergripande\b|\bgemensam(?:t|ma)?\b|\bäven (?:de kommunala )?bolag\w*|"
        r"\boch (?:de kommunala )?bolagen\b|\böverallt\b|\balla nivåer\b|\bsamtliga\b|\bgenomgående\b|\bgenomsyrar\b|\balla, från\b"
    ),
    "known_and_used": (
        r"\b(?:väl )?känd(?:a|t)?\b|\bkänner (?:\w+ ){0,2}till\b|\banvänd(?:s|er|e|es|a|as)\b|\btillämpa(?:s|r|des)\b|\barbetar (?:\w+ ){0,2}(?:efter|utifrån|enligt|med)\b|"
        r"\butgår (?:\w+ )?från\b|\bförankra(?:d|t|de|ts)\b|\binarbetad\w*|\betablera(?:d|t|de|ts)\b|\bgenomför(?:s|des|ts|t|de)?\b|\bi bruk\b|"
        r"\bfungerar (?:bra|väl)\b|\bstående (?:punkt|inslag)\b|\bfast punkt\b|\bself?klar\b|\bsjälvklar\w*|\blever\b|\bsitter i (?:väggarna|ryggmärgen)\b|"
        r"\bfått gå\b|\bhar gått\b|\bdelta(?:r|git)\b|\bvi (?:gör|har|kör|träffas|går igenom)\b"
    ),
    "decided": (
        r"\bbeslut(?:ad|at|ade|ades|ats|ar)\b|\bbeslutade\b|\banta(?:gen|get|gna|gits|gs)\b|\bantog(?:s)?\b|\bfastställ(?:d|t|da|des|de|ts)\b|"
        r"\bgällande\b|\bgäller för\b|\bav (?:kommun)?fullmäktige\b"
    ),
    "systematic": (
        r"\bårlig(?:en|t|a)?\b|\bvarje (?:år|månad|kvartal|vecka|termin|höst|vår|mandatperiod)\b|\bregelbunde(?:n|t|na)\b|\blöpande\b|\bkontinuerlig\w*|"
        r"\bsystematisk\w*|\bårshjul\w*|\b(?:två|tre|fyra|en) gånge?r? (?:om|per|i) (?:året|år|månaden|kvartalet|terminen)\b|\bvartannat år\b|\bvart (?:tredje|fjärde) år\b|"
        r"\båterkommande\b|\bsedan (?:19|20)\d\d\b|\brutin(?:en|er|mässig\w*)?\b"
    ),
    "followed_up": (
        r"\bfölj(?:s|er|de|des|t|ts) (?:\w+ ){0,3}upp\b|\buppfölj(?:ning|d|t|s)\w*|\butvärder(?:as|ar|ade|ades|at|ats|ing\w*)\b|\bmät(?:s|er|te|tes|ts|ning\w*)\b|"
        r"\bredovisa(?:s|r|des|ts|t)? (?:\w+ ){0,4}(?:till|i|för|per)\b|\brapporter(?:as|ar|ades|ats|at)\b|\båterrapport\w*|\bgranska(?:s|r|des|ts)\b|\bavstäm(?:ning\w*|s)\b|"
        r"\banalys(?:er|era|eras|erar|erats|erat|en|erna)?\b|\bandel(?:en)? (?:som|av)\b|\bökade från\b|\bminskade från\b|\bkvalitetsrapport\w*|\bnyckeltal\w*"
    ),
    "developed": (
        rf"\b{_MEASURED} (?:\w+ ){{0,4}}\w*{_LEARNED}\w*|\b{_LEARNED}\w* (?:\w+ ){{0,4}}(?:ledde till|lett till|har lett|gjorde att|resulterade)|"
        r"\bmed anledning av\b|\bsedan dess\b|\bnumera\b|\b(?:gjorde|gjordes|skrev|skrevs|delade|bytte|byttes|lade|la|tog|flyttade|drog|stramade|kortade|slog) "
        r"(?:(?:vi|de|man|kommunen|nämnden|ledningen|den|det|dem) ){0,3}(?:om|upp|ut|ihop|ner|bort|till|samman)\b|\bi ?stället för\b|\bgick över till\b|"
        r"\b(?:har|hade) (?:\w+ ){0,3}(?:ökat|minskat|sänkts|halverats|sjunkit|stigit|förbättrats|kortats)\b|\b(?:ökade|minskade|sjönk|steg|halverades) (?:\w+ ){0,3}(?:från|till|med|efter)\b|"
        r"\bled(?:de|er)? till att\b|\blett till\b|\bresultera(?:de|t) i\b|\blärdom\w*|\bvidareutveckla\w*|\bsom en följd av\b|\bsom följd\b|"
        rf"\bhar (?:\w+ ){{0,3}}{_CHANGED}\w*|\b{_CHANGED}(?:des|ts|de)\b|\bdärför (?:ändra|införde|har vi|gjorde|la|lade|bytte|justerade)\w*|\b(?:åtgärder|förändringar|ändringar) har\b"
    ),
    "expired": (
        r"\bgällde (?:till|fram till|t\.o\.m)\b|\b(?:har |hade )?(?:löpt|gått) ut\b|\binaktuell\w*|\bföråldrad\w*|\b(?:inte|ej) (?:\w+ )?(?:uppdaterats|reviderats|aktualiserats|förnyats)\b|"
        r"\bupphörde\b|\bgammal\b|\binte längre\b|\bhar upphört\b"
    ),
    "question": r"\?\s*$",
}  # fmt: skip
_COMPILED = {signal: re.compile(pattern, re.IGNORECASE) for signal, pattern in _PATTERNS.items()}

_NOT_A_NEGATION = re.compile(
    r"\binte (?:bara|minst|enbart|endast|längre (?:ett|något) problem)\b|\b(?:finns|är|har) inga (?:brister|hinder|problem|avvikelser)\b|\binget tvivel\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence says about how far something has come."""

    signals: frozenset[Signal]

    @property
    def asks(self) -> bool:
        """Say whether the sentence is a question and so states nothing."""
        return "question" in self.signals

    @property
    def planned(self) -> bool:
        """Say whether it speaks of the future rather than of what is."""
        return "planned" in self.signals

    @property
    def adverse(self) -> bool:
        """Say whether it denies, or names a lack."""
        return bool(self.signals & {"negated", "gap", "expired"})

    @property
    def in_place(self) -> bool:
        """Say whether it states something that is done or holds."""
        return not (self.asks or self.planned or self.adverse)


@lru_cache(maxsize=65536)
def read(sentence: str) -> Reading:
    """Read one sentence for signals."""
    plain = _NOT_A_NEGATION.sub(" ", sentence)
    found = {signal for signal, pattern in _COMPILED.items() if pattern.search(plain)}
    return Reading(frozenset(found))


_VALID_UNTIL = re.compile(
    r"(?:gäll(?:er|de)|giltig(?:hetstid)?|giltighet|avser perioden|gäller för perioden)[^.\n]{0,40}?"
    r"(?:till och med|t\.?\s?o\.?\s?m\.?|tom|till|–|-|—):?\s*(?:den )?(?:(\d{4})-(\d{2})-(\d{2})|(?:\d{1,2} \w+ )?(\d{4}))",
    re.IGNORECASE,
)


def valid_until(text: str) -> str | None:
    """Return the ISO date on which a document says its validity ends, or None when it says nothing.

    Only the first 6,000 characters and the last 1,500 are read: that is where documents say so.
    """
    head = text if len(text) < 7500 else f"{text[:6000]}\n{text[-1500:]}"
    dates = []
    for match in _VALID_UNTIL.finditer(head):
        year, month, day, only_year = match.groups()
        if only_year and 1990 <= int(only_year) <= 2100:
            dates.append(f"{only_year}-12-31")
        elif year:
            dates.append(f"{year}-{month}-{day}")
    return max(dates) if dates else None
