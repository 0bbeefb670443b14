"""Sentences in evidence that address whoever judges it, instead of telling about the municipality.

They are known by patterns, and by a weight learned from many of them (``suspicion.py``). They are kept from
language models and stay visible to people. This is no wall: a sentence may pass unseen. The walls are the
gate and the cap on levels, which hold also when a model obeys everything it reads. What is gained here is
that most attempts do not even reach the model.
"""

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from assistant.drafting.suspicion import suspicion
from assistant.drafting.verdicts import may_pronounce, pronounces
from ingest import Span, sentence_spans, without

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)
_SPACED = re.compile(r"\b(?:\w[ .\-_*]{1,3}){4,}\w\b")
_LOOKALIKE = str.maketrans("аеорсухіјѕԁɡ", "aeopcyxijsdg")
_FOREIGN = re.compile("[аеорсухіјѕԁɡ]")
_LEET = str.maketrans("013457@$", "oieastas")
_LEETED = re.compile(r"[a-zåäö][013457@$]+[a-zåäö]", re.IGNORECASE)
_FILE_NAME = re.compile(r"\w[-_.]\w+[-_.]\w")
_JOINED = re.compile(r"(?<=\w)[-_.](?=\w)")

_TOP = (
    r"(?:högsta|maximal\w*|max|full\w*|topp\w*|bästa|översta|highest|maximum|full|top|best|perfect|høyeste|beste)"
    r"[\s-]*(?:möjliga?\s+|possible\s+)?"
    r"(?:nivå\w*|poäng\w*|betyg\w*|omdöme\w*|resultat\w*|level\w*|score\w*|points?|rating\w*|marks?|grade\w*|nivå|poeng\w*)"
)
_LEVEL = (
    rf"(?:{_TOP}|(?:nivå|level|steg|rung)\s*(?:\d|ett|två|tre|fyra|fem|one|two|three|four|five)"
    r"|\d{1,3}\s*(?:av|of|/|poäng|points?|poeng)\s*\d{0,3}|toppbetyg\w*|maxpoäng\w*|toppkarakter)"
)
_GIVE = (
    r"(?:ge|giv|sätt|tilldela|välj|ange|svara|returnera|bedöm|betygsätt|rapportera|markera|klassa|skriv|höj|uppgradera"
    r"|give|set|assign|award|choose|select|answer|return|rate|score|grade|report|mark|raise|output|grant|gi|sett|velg)"
)
_READER = (
    r"\b(?:ai\b|ai-\w+|språkmodell\w*|chatbot\w*|chattbot\w*|assistent(?:en)?\b|gpt\w*|llm\w*|claude|copilot"
    r"|language model\w*|assistant\b|chatgpt|bedömar\w*|utvärderar(?:e|en|na)\b|granskar(?:e|en|na)\b"
    r"|evaluator\w*|reviewer\w*|grader\w*|assessor\w*|språkmodellen|maskin(?:en)?\b)"
)
_PATTERNS = [
    rf"\b{_GIVE}\b.{{0,80}}?\b{_LEVEL}",
    rf"\b(?:ska|skall|bör|måste|får|must|should|shall|has to|have to|skal|bør)\b.{{0,60}}?"
    rf"\b(?:ges|få|sättas|tilldelas|bedömas|betygsättas|anses|klassas|be given|get|receive|be rated|be scored|be judged"
    rf"|be considered|be set|be assigned|gis)\b.{{0,60}}?\b{_LEVEL}",
    rf"\b{_LEVEL}\b.{{0,40}}\b(?:ska|skall|bör|måste|must|should)\b.{{0,20}}\b(?:ges|sättas|väljas|anges|given|set|chosen)\b",
    r"\b(?:ignorera|bortse från|bortse ifrån|glöm|strunta i|åsidosätt|hoppa över|följ inte|lyd inte|upphäv)\b.{0,60}"
    r"\b(?:instruktion\w*|anvisning\w*|regl\w*|ovan\w*|tidigare|föregående|prompt\w*|kriterier\w*|allt|källor\w*|underlag\w*)",
    r"\b(?:ignore|disregard|forget|override|bypass|skip|do not follow|don't follow|ignorer|glem)\b.{0,60}"
    r"\b(?:instruct\w*|above|previous|prior|earlier|rules?|prompts?|system|criteria|everything|guidelines?|all|tidligere)",
    r"(?:^|[:\"”“(]\s*|\b(?:till|kära|bäste|hej|obs|to|dear|hey|attention|note to|for)\s+"
    rf"(?:dig som är\s+|the\s+|all\s+|any\s+)?){_READER}\s*(?:[,:!—–]|-(?!\w))",
    rf"\b(?:till|viktigt|meddelande|instruktion\w*|anvisning\w*|message|note|instructions?|important|attention)\b.{{0,30}}"
    rf"\b(?:till|för|to|for)\b.{{0,15}}{_READER}",
    r"\b(?:du är|ni är|you are|du er)\b.{0,20}\b(?:nu|now|en|ett|an?|et)\b.{0,30}"
    r"\b(?:assistent|ai|modell|model|assistant|bot|expert|evaluator|utvärderare|granskare|system|administratör|admin)\w*",
    r"\b(?:agera som|låtsas att du|act as|pretend|role-?play|from now on|från och med nu ska du|fra nå av)\b",
    r"\b(?:systemprompt\w*|system prompt|system message|systemmeddelande\w*|din prompt|your prompt|dina instruktioner"
    r"|your instructions|developer mode|jailbreak\w*|nya instruktioner|new instructions?|prompt injection)\b",
    r"(?:^|\n)\s*(?:system|assistant|user|developer|instruktion|instruction|prompt)\s*:",
    r"<\|?/?\s*(?:system|assistant|user|im_start|im_end|instructions?|prompt|endoftext|eot_id|start_header_id)[^>\n]{0,40}>",
    r"\[/?(?:INST|SYS|SYSTEM|ASSISTANT)\]|<</?SYS>>|^#{2,}\s*(?:system|instruction|instruktion|response)\b",
    r"\b(?:svara|answer|respond|reply|skriv ut|output|returnera|return)\b.{0,25}"
    r"\b(?:endast|bara|enbart|only|just|exactly)\b",
    r"\b(?:när|om|when|if)\b.{0,15}\b(?:du|you)\b.{0,20}\b(?:bedömer|utvärderar|granskar|betygsätter|rate|läser|read"
    r"|evaluate|review|score|grade|summari[sz]e|sammanfattar)\b.{0,15}"
    r"\b(?:kommun(?:en)?|municipality|this|detta|den här|denna|underlaget|the (?:evidence|documents?|material))\b",
    r"\b(?:hej|kära|bästa?|dear|hello|hi|hallo|hei|kjære)\s+(?:\w+\s+)?"
    r"(?:modell(?:en)?|model|ai|robot|bot|assistent|bedömare|utvärderare)\b",
    r"(?:^|\b(?:till|to|för|for)\s+)(?:modellen|the model)\s*[:!]",
    r"\b(?:as an?|som)\s+(?:ai|language model|språkmodell|ki)\b",
    r"\b(?:citera|quote|cite)\b.{0,30}\b(?:detta|denna|följande|this|the following)\b.{0,50}"
    r"\b(?:bevis|evidence|belägg|stöd|proof|fråg\w*|question\w*)",
    r"\b(?:alla|samtliga|varje|every|all|each)\b.{0,25}\b(?:frågor|delfrågor|rungs|questions?|demands?|nivåer|levels?)\b.{0,40}"
    r"\b(?:uppfyll\w*|besvaras? med ja|met|fulfilled|satisfied|yes)\b",
    r"\b(?:alla|samtliga|varje)\s+krav(?:en)?\s+(?:är|anses|har|ska)\b.{0,20}\b(?:uppfyll\w*|styrk\w*)",
    r"\"?(?:met|rungs|level|confidence)\"?\s*[:=]\s*\"?(?:yes|true|high|\d|\[|\{)",
]
_COMPILED = [re.compile(pattern, re.IGNORECASE | re.DOTALL | re.MULTILINE) for pattern in _PATTERNS]

_HINT = re.compile(
    r"niv|po[äe]ng|betyg|omdöm|karakter|resultat|level|score|point|rating|mark|grade|steg|rung|\d\s*(?:av|of|/)"
    r"|ignor|bortse|gl[öe]m|strunta|åsidosätt|hoppa|följ|lyd|upphäv|disregard|forget|overrid|bypass|skip|follow"
    r"|\bai\b|\bki\b|modell?|chatt?bot|assist|gpt|llm|claude|copilot|bedöm|utvärder|gransk|evaluat|review|assess|maskin"
    r"|\bbot\b|expert|system|admin|agera|låtsas|act as|pretend|role|from now|från och med nu|fra nå|prompt|instru"
    r"|anvisning|developer|jailbreak|\buser\b|[<\[#]|svara|answer|respond|reply|skriv|output|return"
    r"|\b(?:du|you|ni)\b|citera|quote|cite|uppfyll|styrk|fulfil|satisf|\bmet\b|\byes\b|confidence|robot",
)
"""What every pattern holds one of, in lower case, where it is found four times as fast as in any case."""
_SQUEEZED = re.compile(r"niv[åa]|poäng|betyg|ignor|instru|level|score|bedöm|prompt|maxim|högst")
_LONGER_THAN_A_WORD = 14
_CODED = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,}={0,2}")
_MARK = re.compile(
    r"\[/?(?:INST|SYS|SYSTEM|ASSISTANT)\]|<</?SYS>>|<\|?/?\s*(?:system|assistant|user|im_start|im_end|endoftext|eot_id)[^>\n]{0,40}>"
    r"|\{[^.!?\n]{0,300}?\"(?:rungs|met|level|confidence)\"[^.!?\n}]{0,300}\}[\]}]*",
    re.IGNORECASE,
)
"""What ends without a full stop, so that an innocent sentence may follow on the same line."""
_CELL = re.compile(r"\s\|\s|; (?=[^;:.\n|]{1,30}: )")
BORDER = re.compile(rf"\n|{_CELL.pattern}")
"""What parts cells of a row, and lines: a sentence may go on over lines, and an order may stand on one of them."""
_NEIGHBOURS = 2
"""Sentences that are read together, for an order that is spread over them."""
_LONGEST_REMEMBERED = 3_000
"""Characters of a passage; whole sources would fill the memory."""
_LONGEST_HINT = 30
"""Characters of a hint, amply."""
_LONGEST_SPREAD = 320
"""Characters of such neighbours together; what is longer tells of things."""

SUSPICIOUS = 0.03
"""Suspicion above which a sentence of the evidence is left out; about one in a thousand ordinary ones is above."""
SUSPECT = -0.25
"""Suspicion above which a sentence is no more than suspect; about one in a hundred ordinary ones is above."""


@lru_cache(maxsize=65536)
def is_unheard(text: str) -> bool:
    """Say whether a sentence, heading or cell of the evidence is left out: by a pattern, or by all that it is made of.

    What users, rules and models write is asked for patterns only: it may well speak of levels.
    """
    return addresses_the_judge(text) or suspicion(plainly(text)) > SUSPICIOUS


def is_suspect(text: str) -> bool:
    """Say whether a sentence may well be an order, so that no model is shown it unless the rules quote it."""
    return suspicion(plainly(text)) > SUSPECT


@lru_cache(maxsize=65536)
def addresses_the_judge(text: str) -> bool:
    """Say whether a text tells whoever judges what to do, to answer or to find, by the patterns of such orders."""
    if not _is_hinted(text):
        return False
    if any(_spelt_apart(found[0]) for found in _SPACED.finditer(text)):
        return True
    forms = _forms(text)
    hinted = [form for form in forms if _HINT.search(form.lower())]
    return any(pattern.search(form) for form in hinted for pattern in _COMPILED) or any(map(pronounces, forms))


@lru_cache(maxsize=65536)
def _is_hinted(text: str) -> bool:
    """Say whether a text holds something of what addresses the judge; most sentences hold nothing and are read once."""
    if _SPACED.search(text):
        return True
    return any(_HINT.search(form) or may_pronounce(form) for form in map(str.lower, _forms(text)))


def _close(match: re.Match[str]) -> str:
    """Close up spaced out letters; where the gap is wider, a word ends."""
    return re.sub(r"[ .\-_*]{2,}|[ .\-_*]", lambda gap: " " if len(gap[0]) > 1 else "", match[0])


def _spelt_apart(run: str) -> bool:
    """Say whether spaced out letters spell an order whose words run together; a heading set wide is shorter."""
    squeezed = re.sub(r"[^\w]", "", run.casefold())
    return len(squeezed) >= _LONGER_THAN_A_WORD and _SQUEEZED.search(squeezed) is not None


def plainly(text: str) -> str:
    """Return a text without invisible characters, and with look-alikes as what they look like."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return plain.translate(_LOOKALIKE) if _FOREIGN.search(plain) else plain


def _forms(text: str) -> list[str]:
    """Return the text as it is read: without invisible, spaced out, look-alike and leet characters, and decoded."""
    plain = plainly(text)
    closed = _SPACED.sub(_close, plain)
    forms = [plain, closed, " ".join(closed.split())]
    if _LEETED.search(closed):
        forms.append(closed.translate(_LEET))
    if _FILE_NAME.search(closed):
        forms.append(_JOINED.sub(" ", closed))
    forms += [decoded for found in _CODED.findall(plain) if (decoded := _decoded(found))]
    return list(dict.fromkeys(forms))


def _decoded(text: str) -> str:
    """Return what a run of letters spells in base64, when that is text of several words."""
    try:
        raw = base64.b64decode(
            text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_" if "_" in text else None
        )
        found = raw.decode("utf-8")
    except (ValueError, binascii.Error):
        return ""
    return found if " " in found.strip() and found.isprintable() else ""


def withheld_spans(text: str) -> tuple[Span, ...]:
    """Return where the sentences of a text stand that address the judge, in order.

    In a row of a table only the cell that does is taken. Two neighbours that do so only together are both taken.
    """
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _withheld(text)


def _withheld(text: str) -> tuple[Span, ...]:
    found: list[Span] = []
    kept: list[Span] = []
    for start, end in sentence_spans(text):
        found += _parts(text, start, end)
        if not addresses_the_judge(text[start:end]):
            kept.append((start, end))
    together = _spread(text, kept)
    return tuple(sorted([*(each for each in found if not _within(each, together)), *together]))


_remembered = lru_cache(maxsize=16384)(_withheld)


def _parts(text: str, start: int, end: int) -> list[Span]:
    """Return what of a sentence addresses the judge: marks of a model's own, cells of a row, or the whole.

    What parts a cell from the one before goes with it.
    """
    if not addresses_the_judge(text[start:end]):
        return _cells(text, start, end, _CELL, lambda cell: suspicion(plainly(cell)) > SUSPICIOUS)
    marks = [match.span() for match in _MARK.finditer(text, start, end)]
    if marks:
        return _beside_marks(text, start, end, marks)
    return _cells(text, start, end, BORDER, is_unheard) or [(start, end)]


def _cells(text: str, start: int, end: int, border: re.Pattern[str], taken: Callable[[str], bool]) -> list[Span]:
    """Return the cells of a row that are taken, each with the border before it; of other sentences the whole."""
    borders = [match.span() for match in border.finditer(text, start, end)]
    starts, ends = [(start, start), *borders], [*(a for a, _ in borders), end]
    return [(a, e) for (a, b), e in zip(starts, ends, strict=True) if taken(text[b:e])]


def _beside_marks(text: str, start: int, end: int, marks: Sequence[Span]) -> list[Span]:
    """Return a model's own marks in a sentence with what addresses the judge beside them, or the whole of it."""
    between = zip([start, *(b for _, b in marks)], [*(a for a, _ in marks), end], strict=True)
    found = [*marks, *((a, b) for a, b in between if is_unheard(text[a:b]))]
    left = without(text[start:end], [(a - start, b - start) for a, b in found]).text
    return [(start, end)] if is_unheard(left) else found


def _within(span: Span, others: Sequence[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _spread(text: str, kept: Sequence[Span]) -> list[Span]:
    """Return neighbours that address the judge only together."""
    found: list[Span] = []
    for at in range(len(kept) - _NEIGHBOURS + 1):
        group = kept[at : at + _NEIGHBOURS]
        whole = " ".join(text[a:b] for a, b in group)
        if len(whole) <= _LONGEST_SPREAD and _any_hinted(text, group, whole) and addresses_the_judge(whole):
            found += [span for span in group if span not in found]
    return found


def _any_hinted(text: str, group: Sequence[Span], whole: str) -> bool:
    """Say whether one of some neighbours holds a hint, or what lies across the border between them."""
    seam = group[0][1] - group[0][0]
    across = whole[max(0, seam - _LONGEST_HINT) : seam + _LONGEST_HINT]
    return any(_is_hinted(text[a:b]) for a, b in group) or _is_hinted(across)


def heard_part(text: str, span: Span) -> Span | None:
    """Return a sentence without what is withheld at its ends; None when something is withheld within, or all of it.

    A part that begins after what is withheld within would lose its negation.
    """
    start, end = span
    gone = [(start + a, start + b) for a, b in withheld_spans(text[start:end])]
    while gone and not text[start : gone[0][0]].strip():
        start = gone.pop(0)[1]
    while gone and not text[gone[-1][1] : end].strip():
        end = gone.pop()[0]
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end and not gone else None


def withhold(text: str) -> tuple[str, int]:
    """Return a text without the sentences that address the judge, and how many were taken out.

    Nothing is put in their place, so that a document with and without them reads the same.
    """
    spans = withheld_spans(text)
    return (without(text, spans).text, len(spans)) if spans else (text, 0)
