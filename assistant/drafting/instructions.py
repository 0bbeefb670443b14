"""Sentences in evidence that address whoever judges it, instead of telling about the municipality.

They are kept from language models and stay visible to people. This is no wall: a sentence may pass
unseen. The walls are the gate and the cap on levels, which hold also when a model obeys everything
it reads. What is gained here is that the usual attempts do not even reach the model.
"""

import re
import unicodedata
from functools import lru_cache

from ingest import sentence_spans

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\U000e0000-\U000e0fff]"
)
_SPACED = re.compile(r"\b(?:\w[ .\-_*]{1,3}){4,}\w\b")
_LOOKALIKE = str.maketrans("аеорсухіјѕԁɡ", "aeopcyxijsdg")
_LEET = str.maketrans("013457@$", "oieastas")

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
    r"\b(?:ai\b|ai-\w+|språkmodell\w*|chatbot\w*|chattbot\w*|assistent(?:en)?\b|gpt\w*|llm\w*|claude|copilot|modellen"
    r"|language model\w*|assistant\b|the model|chatgpt|bedömar\w*|utvärderar(?:e|en|na)\b|granskar(?:e|en|na)\b"
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
    rf"(?:dig som är\s+|the\s+|all\s+|any\s+)?){_READER}\s*[,:!—–-]",
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
    r"\b(?:när|om|when|if)\b.{0,15}\b(?:du|you)\b.{0,20}\b(?:bedömer|läser|utvärderar|granskar|betygsätter|rate|read"
    r"|evaluate|review|score|grade|summari[sz]e|sammanfattar)\b",
    r"\b(?:citera|quote|cite)\b.{0,30}\b(?:detta|denna|följande|this|the following)\b.{0,50}"
    r"\b(?:bevis|evidence|belägg|stöd|proof|fråg\w*|question\w*)",
    r"\b(?:alla|samtliga|varje|every|all|each)\b.{0,25}\b(?:frågor|delfrågor|krav|rungs|questions?|demands?|nivåer|levels?)\b.{0,40}"
    r"\b(?:uppfyll\w*|besvaras? med ja|met|fulfilled|satisfied|yes)\b",
    r"\"?(?:met|rungs|level|confidence)\"?\s*[:=]\s*\"?(?:yes|true|high|\d|\[|\{)",
    r"(?:[A-Za-z0-9+/]{60,}={0,2})",
]
_COMPILED = [re.compile(pattern, re.IGNORECASE | re.DOTALL | re.MULTILINE) for pattern in _PATTERNS]


@lru_cache(maxsize=65536)
def addresses_the_judge(text: str) -> bool:
    """Say whether a text tells whoever judges what to do or to answer."""
    return any(pattern.search(form) for form in _forms(text) for pattern in _COMPILED)


def _close(match: re.Match[str]) -> str:
    """Close up spaced out letters; where the gap is wider, a word ends."""
    return re.sub(r"[ .\-_*]{2,}|[ .\-_*]", lambda gap: " " if len(gap[0]) > 1 else "", match[0])


def _forms(text: str) -> list[str]:
    """Return the text as it is read: without invisible, spaced out, look-alike and leet characters."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).translate(_LOOKALIKE)
    closed = _SPACED.sub(_close, plain)
    forms = [plain, closed, " ".join(closed.split())]
    if re.search(r"[a-zåäö][013457@$]+[a-zåäö]", closed, re.IGNORECASE):
        forms.append(closed.translate(_LEET))
    return list(dict.fromkeys(forms))


def withhold(text: str) -> tuple[str, int]:
    """Return a text without the sentences that address the judge, and how many were taken out.

    Nothing is put in their place, so that a document with and without them reads the same.
    """
    if not addresses_the_judge(text):
        return text, 0
    kept: list[str] = []
    taken = 0
    end = 0
    for start, stop in sentence_spans(text):
        gap, end = text[end:start], stop
        if addresses_the_judge(text[start:stop]):
            taken += 1
            continue
        kept += [gap if kept else "", text[start:stop]]
    left = "".join(kept)
    # An instruction spread over sentences shows only in the whole.
    return (left, taken) if taken and not addresses_the_judge(left) else ("", max(taken, 1))
