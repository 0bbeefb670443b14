"""The fixed words of a report in Swedish and English, and how a reference is spelled."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from assistant.domain.criteria import Language
from assistant.domain.evidence import Place, SourceKind
from assistant.domain.report import Reference, Report

WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "title": "Utvärdering enligt Kommunkompassen",
        "self_title": "Självskattning enligt Kommunkompassen",
        "preliminary": "Utkast – inte godkänt i alla delar",
        "what": "Vad är Kommunkompassen?",
        "what_1": (
            "Kommunkompassen är ett verktyg för att utvärdera hur en kommun leds och styrs. Den ser till "
            "kommunen som helhet och till samspelet mellan politik, ledning och verksamheter, inte till resultatet i "
            "enskilda verksamheter. Verktyget används i Sverige av Sveriges Kommuner och Regioner (SKR) och i Norge av KS."
        ),
        "what_2": (
            "Bedömningen omfattar åtta områden som vart och ett kan ge högst 100 poäng, sammanlagt 800. Det som räknas är "
            "det som är på plats och används. Planer och ambitioner väger lätt, medan arbetssätt som är kända i hela "
            "kommunen, följs upp och utvecklas ger högre resultat."
        ),
        "how": "Så gjordes utvärderingen",
        "how_1": "Utvärderingen bygger på följande underlag:",
        "how_2": (
            "För varje delfråga har underlaget lästs och citat tagits fram. Varje citat är kontrollerat ord för ord mot sin "
            "källa. Förslag till nivå och text har tagits fram maskinellt; bedömningen och beslutet är utvärderarnas. "
            "Poängen följer av de beslutade nivåerna och räknas exakt. Tryckta tal är avrundade så att rader och områden "
            "alltid summerar."
        ),
        "model_notice": (
            " En språkmodell ({models}) har läst delar av underlaget och föreslagit nivåer eller texter. Varje citat den "
            "lämnade är kontrollerat ord för ord av programmet, den har inte satt några poäng, och inget förslag gäller "
            "förrän en person har beslutat och godkänt det."
        ),
        "texts_notice": (
            " Av {all} godkända texter står {own} som ett program skrev dem, och {people} är skrivna eller ändrade av "
            "utvärderarna."
        ),
        "texts_all_own": " Alla {all} godkända texter står som ett program skrev dem.",
        "texts_all_people": " Alla {all} godkända texter är skrivna eller ändrade av utvärderarna.",
        "levels_all": " Alla {all} beslut följer den nivå som föreslogs.",
        "language_notice": "",
        "levels_notice": " Av {all} beslut följer {kept} den nivå som föreslogs, och {changed} gör det inte.",
        "decided_by": "Bedömt av",
        "approved_by": "Godkänt av",
        "nobody": "ingen ännu",
        "drafted_by": "Förslag framtagna med",
        "drafter_rules": "inbyggda regler, version",
        "drafter_model": "språkmodellen",
        "missing": "Detta saknas",
        "missing_1": "Följande delar är inte godkända och redovisas därför utan text. Poängen är preliminära.",
        "result": "Resultat",
        "result_1": "Kommunen får {points} av {possible} poäng.",
        "result_part": (
            "{judged} av {of} delfrågor är bedömda. Hittills ger de {points} av {possible} poäng; resultatet är preliminärt."
        ),
        "result_none": "Ingen delfråga är bedömd än.",
        "chart": "Stapeldiagram över poäng per område. Värdena står i tabellen under diagrammet.",
        "area": "Område",
        "obtained": "Uppnått",
        "max": "Max",
        "percent": "Procent",
        "total": "Totalt",
        "summary": "Sammanfattning",
        "examples": "Goda exempel",
        "comments": "Område för område i korthet",
        "detail": "Genomgång per område",
        "strengths": "Styrkor",
        "improvements": "Förbättringsmöjligheter",
        "strengths_and": "Styrkor och förbättringsmöjligheter",
        "none": "–",
        "not_approved": "Delområdet är inte godkänt än.",
        "tables": "Översikt av poängfördelning",
        "sub_area": "Delområde",
        "contents": "Innehåll",
        "references": "Källor och citat",
        "references_1": "Siffrorna inom hakparentes i texten hänvisar hit. Ord ur intervjuer återges inte.",
        "page": "s.",
        "row": "rad",
        "points": "poäng",
        "note": "Om kriterierna",
    },
    "en": {
        "title": "Evaluation according to Kommunkompassen",
        "self_title": "Self-assessment according to Kommunkompassen",
        "preliminary": "Draft – not approved in all parts",
        "what": "What is Kommunkompassen?",
        "what_1": (
            "Kommunkompassen is a tool for evaluating how a municipality is led and steered. It looks at the municipality as "
            "a whole and at how politics, management and services work together, not at the results of single services. "
            "It is used in Sweden by SKR and in Norway by KS."
        ),
        "what_2": (
            "The assessment covers eight areas of at most 100 points each, 800 in all. What counts is what is in place and "
            "used. Plans and ambitions weigh little; ways of working that are known across the municipality, followed up "
            "and developed give more."
        ),
        "how": "How the evaluation was done",
        "how_1": "The evaluation rests on the following evidence:",
        "how_2": (
            "For each question the evidence was read and quotes were drawn from it. Every quote is checked word for word "
            "against its source. Levels and texts were proposed by machine; judgement and decision are the evaluators'. "
            "Points follow from the decided levels and are computed exactly. Printed numbers are rounded so that rows and "
            "areas always add up."
        ),
        "model_notice": (
            " A language model ({models}) read parts of the evidence and proposed levels or texts. The program checked "
            "every quote it gave word for word, it set no points, and no proposal holds until a person has decided and "
            "approved it."
        ),
        "texts_notice": (
            " Of {all} approved texts {own} stand as a program wrote them, and {people} were written or changed by the "
            "evaluators."
        ),
        "texts_all_own": " All {all} approved texts stand as a program wrote them.",
        "texts_all_people": " All {all} approved texts were written or changed by the evaluators.",
        "levels_all": " All {all} decisions follow the proposed level.",
        "language_notice": (
            " The evaluators approved the texts as they stand in the Swedish report. The program wrote its own texts "
            "anew in English from the same decisions and quotes; they are no translation and were not approved one by one. "
            "Texts by people, and all quotes, stand in the language they were written in."
        ),
        "levels_notice": " Of {all} decisions {kept} follow the proposed level, and {changed} do not.",
        "decided_by": "Judged by",
        "approved_by": "Approved by",
        "nobody": "nobody yet",
        "drafted_by": "Proposals made with",
        "drafter_rules": "built-in rules, version",
        "drafter_model": "the language model",
        "missing": "What is missing",
        "missing_1": "The following parts are not approved and are shown without text. Points are preliminary.",
        "result": "Results",
        "result_1": "The municipality receives {points} of {possible} points.",
        "result_part": (
            "{judged} of {of} questions are judged. So far they give {points} of {possible} points; the result is preliminary."
        ),
        "result_none": "No question is judged yet.",
        "chart": "Bar chart of points per area. The values are in the table below the chart.",
        "area": "Area",
        "obtained": "Obtained",
        "max": "Max",
        "percent": "Percent",
        "total": "Total",
        "summary": "Summary",
        "examples": "Good examples",
        "comments": "The areas in brief",
        "detail": "Area by area",
        "strengths": "Strengths",
        "improvements": "Improvements",
        "strengths_and": "Strengths and improvements",
        "none": "–",
        "not_approved": "This sub-area is not approved yet.",
        "tables": "Overview of points",
        "sub_area": "Sub-area",
        "contents": "Contents",
        "references": "Sources and quotes",
        "references_1": "Numbers in brackets refer to this list. Words from interviews are not printed.",
        "page": "p.",
        "row": "row",
        "points": "points",
        "note": "About the criteria",
    },
}

_KINDS: Mapping[Language, Mapping[SourceKind, tuple[str, str]]] = {
    "sv": {
        "steering_document": ("styrdokument", "styrdokument"),
        "interview": ("intervju", "intervjuer"),
        "website": ("webbsida", "webbsidor"),
        "social_media": ("export från sociala medier", "exporter från sociala medier"),
        "self_description": ("självbeskrivning", "självbeskrivningar"),
        "survey": ("undersökning", "undersökningar"),
    },
    "en": {
        "steering_document": ("steering document", "steering documents"),
        "interview": ("interview", "interviews"),
        "website": ("web page", "web pages"),
        "social_media": ("social media export", "social media exports"),
        "self_description": ("self-description", "self-descriptions"),
        "survey": ("survey", "surveys"),
    },
}


def counted(kind: SourceKind, count: int, language: Language) -> str:
    """Spell how many sources of a kind there were."""
    one, many = _KINDS[language][kind]
    return f"{count} {one if count == 1 else many}"


def kind_name(kind: SourceKind, language: Language) -> str:
    """Name one source of a kind."""
    return _KINDS[language][kind][0]


def points_text(points: Fraction, language: Language = "sv") -> str:
    """Spell points with at most two decimals and none that are zero: 1,5."""
    text = f"{float(points):.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "sv" else text


def place_text(place: Place, language: Language) -> str:
    """Spell where a passage stands: page, time or row, and the nearest heading."""
    words = WORDS[language]
    parts = []
    if place.page is not None:
        parts.append(f"{words['page']} {place.page_label or place.page}")
    if place.time is not None:
        minutes, seconds = divmod(int(place.time), 60)
        parts.append(f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}")
    if place.row is not None:
        parts.append(f"{words['row']} {place.row}")
    if place.heading:
        parts.append(place.heading[-1])
    return ", ".join(parts)


def reference_text(reference: Reference, language: Language) -> str:
    """Spell a reference without its quote."""
    where = place_text(reference.place, language)
    kind = kind_name(reference.kind, language)
    return f"{reference.title} ({kind}){', ' + where if where else ''}"


def how_made(report: Report) -> str:
    """Say how the report was made; what machines drafted, which models, and who answers for it (AI Act, art. 50)."""
    words, machine = WORDS[report.language], report.machine
    models = machine.models or [n.partition(" ")[2] for n in report.drafted_by if n.startswith("model-")]
    notice = words["model_notice"].format(models=", ".join(models)) if models else ""
    own, people = len(machine.texts_by_machine), machine.texts_by_people
    if own or people:
        key = (
            "texts_notice" if (own and people) or own + people == 1 else "texts_all_own" if own else "texts_all_people"
        )
        notice += words[key].format(all=own + people, own=own, people=people)
        notice += words["language_notice"]
    kept, changed = machine.levels_as_proposed, machine.levels_changed
    if kept or changed:
        key = "levels_notice" if changed or kept == 1 else "levels_all"
        notice += words[key].format(all=kept + changed, kept=kept, changed=changed)
    return words["how_2"] + notice


def drafters(report: Report) -> str:
    """Spell who proposed levels and texts: the built-in rules or a language model, with the version of it."""
    words = WORDS[report.language]
    told = []
    for name in report.drafted_by:
        sort, _, model = name.partition(" ")
        told.append(
            f"{words['drafter_model']} {model}" if model else f"{words['drafter_rules']} {sort.rpartition('-')[2]}"
        )
    return ", ".join(told)


def numbers_in(references: Sequence[int]) -> str:
    """Spell the numbers of references, in order, with what follows on drawn together: 3, 69–71."""
    runs: list[list[int]] = []
    for number in sorted(set(references)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def result_of(report: Report) -> str:
    """Spell the result in a sentence; while questions are unscored it says how many stand behind it."""
    words, total = WORDS[report.language], report.total
    if not total.scored:
        return words["result_none"]
    key = "result_part" if total.unscored else "result_1"
    judged, of = total.questions - total.unscored, total.questions
    return words[key].format(points=total.printed, possible=total.printed_possible, judged=judged, of=of)


def title_of(report: Report) -> str:
    """Return the report's title."""
    words = WORDS[report.language]
    return words["self_title"] if report.sort == "self" else words["title"]
