"""Norwegian words in Swedish spelling, by rules of sound and a list of roots that differ. Pure functions."""

import re

_TELLING = frozenset(
    "hva hvem hvor hvordan hvilke hvilken hvilket hvorfor ikke og jeg dere noen noe blir etter fra også kva korleis "
    "kven kvifor dei ikkje eg vert frå nokon noko ein eit".split()
)
"""Words that Swedish does not have."""
_SMALL = frozenset(
    "er og på av til for med som om det den de et en ei ein eit i hva hvem hvor hvordan hvilke hvilken hvilket hvorfor "
    "ikke jeg dere noen noe blir etter fra også kva korleis kven kvifor dei ikkje eg vert frå nokon noko være har ha "
    "kan skal man mellom hos når ved seg sin sine sitt deres å eller at finnes finst får få hvis gjør gjer".split()
)

_ROOTS = (
    ("kommunestyre", "kommunfullmäktige"), ("folkevalgt", "förtroendevald"), ("folkevald", "förtroendevald"),
    ("innbygger", "invånar"), ("innbyggar", "invånar"), ("innbyggjar", "invånar"), ("retningslinje", "riktlinje"),
    ("virksomhet", "verksamhet"), ("verksemd", "verksamhet"), ("bærekraft", "hållbarhet"), ("berekraft", "hållbarhet"),
    ("likestilling", "jämställdhet"), ("sykefravær", "sjukfrånvaro"), ("sjukefråvær", "sjukfrånvaro"),
    ("medvirkning", "inflytande"), ("medverknad", "inflytande"),
    ("nettside", "webbplats"), ("nettsted", "webbplats"), ("nettstad", "webbplats"), ("hjemmeside", "hemsida"),
    ("barnehage", "förskola"), ("sykehjem", "äldreboende"), ("sjukeheim", "äldreboende"),
    ("tillitsvalgt", "facklig"), ("tillitsvald", "facklig"), ("fagforening", "fackförbund"), ("ansatt", "anställd"),
    ("tilsett", "anställd"), ("arbeidsgiver", "arbetsgivar"), ("arbeidsgivar", "arbetsgivar"),
    ("medarbeider", "medarbetar"), ("medarbeidar", "medarbetar"), ("samarbeid", "samarbete"), ("arbeid", "arbete"),
    ("opplæring", "utbildning"), ("utdanning", "utbildning"), ("økonomi", "ekonomi"), ("budsjett", "budget"),
    ("vedtatt", "beslutad"), ("vedteken", "beslutad"), ("vedtak", "beslut"), ("bestemt", "beslutad"),
    ("undersøkelse", "undersökning"), ("undersøking", "undersökning"), ("oppfølging", "uppföljning"),
    ("følg", "följ"), ("utvikl", "utveckl"), ("styring", "styrning"), ("ledelse", "ledning"), ("leiing", "ledning"),
    ("leder", "ledar"), ("leiar", "ledar"), ("bruker", "brukar"), ("næring", "näring"),
    ("tjeneste", "tjänst"), ("teneste", "tjänst"), ("rådmann", "kommundirektör"), ("direktør", "direktör"),
    ("helse", "hälsa"), ("sykdom", "sjukdom"), ("eldre", "äldre"), ("forening", "förening"),
    ("åpen", "öppen"), ("open", "öppen"), ("møte", "möte"), ("klage", "klagomål"),
    ("avvik", "avvikelse"), ("lønn", "lön"), ("løn", "lön"), ("lettlest", "lättläst"),
    ("skole", "skola"), ("skule", "skola"), ("rettighet", "rättighet"), ("rett", "rätt"),
    ("vurder", "värder"), ("evaluer", "utvärder"), ("forbedr", "förbättr"), ("forbetr", "förbättr"),
    ("forvaltning", "förvaltning"), ("utvalg", "nämnd"), ("anskaffelse", "upphandling"),
    ("innkjøp", "inköp"), ("sammenlign", "jämför"), ("samanlikn", "jämför"),
    ("varsl", "visselblås"), ("mangfold", "mångfald"), ("mangfald", "mångfald"), ("kunnskap", "kunskap"),
    ("kjent", "känd"), ("kjenn", "känn"), ("saksdokument", "handlingar"), ("saksbehandl", "handlägg"),
    ("begrunn", "motiver"), ("måte", "sätt"), ("felles", "gemensam"),
    ("miljø", "miljö"), ("klima", "klimat"), ("bolig", "bostad"), ("bustad", "bostad"),
    ("kriseberedskap", "krisberedskap"), ("nettverk", "nätverk"),
    ("nyskaping", "innovation"), ("nyskapning", "innovation"), ("forvent", "förvänt"), ("dugnad", "frivillig"),
)  # fmt: skip
"""Roots that no rule of sound leads over, longer ones first."""

_SOUNDS = (
    ("æ", "ä"), ("ø", "ö"), ("asjon", "ation"), ("sjon", "tion"), ("opp", "upp"), ("hv", "v"),
    ("gj", "g"), ("kj", "k"), ("ikk", "ik"), ("for", "för"), ("mellom", "mellan"), ("inn", "in"),
    ("leik", "lek"), ("heim", "hem"),
)  # fmt: skip
_ENDINGS = (
    (re.compile(r"kommune$"), "kommun"), (re.compile(r"hetene$"), "heterna"), (re.compile(r"(?<=ar)(?:ne|ane)$"), "na"),
    (re.compile(r"(?:ene|ane)$"), "erna"), (re.compile(r"(?<=[aä]r)er$"), "e"),
)  # fmt: skip


def is_norwegian(written: list[str]) -> bool:
    """Say whether words are Norwegian rather than Swedish: two small words of it, or one with its own letters."""
    telling = sum(word in _TELLING for word in written)
    return telling + 2 * any(letter in "æø" for word in written for letter in word) >= 2


def swedish(word: str) -> list[str]:
    """Return what a Norwegian word may be in Swedish, itself among it; nothing for a small word."""
    if word in _SMALL:
        return []
    other = word
    for root, swedish_root in _ROOTS:
        other = other.replace(root, swedish_root)
    return list(dict.fromkeys([word, _sounded(other)]))


def _sounded(word: str) -> str:
    for ending, other in _ENDINGS:
        word = ending.sub(other, word)
    for sound, other in _SOUNDS:
        word = word.replace(sound, other)
    return word
