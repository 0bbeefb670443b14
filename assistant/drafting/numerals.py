"""Swedish numbers spelled out, and the names of municipalities: what prose may not say without its source. Content."""

_ONES = "noll ett två tre fyra fem sex sju åtta nio".split()
_TEENS = "tio elva tolv tretton fjorton femton sexton sjutton arton nitton".split()
_TENS = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio".split()


def _below_hundred() -> dict[str, str]:
    found = {word: str(n) for n, word in enumerate((*_ONES, *_TEENS)) if n > 1}
    for tens, word in enumerate(_TENS, 2):
        found[word] = str(tens * 10)
        found |= {word + one: str(tens * 10 + n) for n, one in enumerate((*_ONES, "en")) if 0 < n < 10}
    return found


SPELLED = (
    _below_hundred()
    | {f"{one}hundra": f"{n}00" for n, one in enumerate(_ONES) if n}
    | {f"{one}tusen": f"{n}000" for n, one in enumerate(_ONES) if n}
    | {"hundra": "100", "tusen": "1000", "dussin": "12", "tiotal": "10", "tiotals": "10", "hundratal": "100",
       "hundratals": "100", "tusental": "1000", "tusentals": "1000"}
)  # fmt: skip
"""Digits by the word; one and first words of other meanings are left out."""

MUNICIPALITIES = frozenset(
    """ale alingsås alvesta aneby arboga arjeplog arvidsjaur arvika askersund avesta bengtsfors bjurholm bjuv
    bollebygd bollnäs borgholm borlänge borås botkyrka boxholm bromölla bräcke burlöv båstad danderyd
    degerfors dorotea ekerö eksjö emmaboda enköping eskilstuna eslöv essunga fagersta falkenberg falköping
    falun filipstad finspång flen forshaga färgelanda gagnef gislaved gnesta gnosjö gotland grums grästorp
    gullspång gällivare gävle göteborg götene habo hagfors hallsberg hallstahammar halmstad hammarö haninge
    haparanda heby hedemora helsingborg herrljunga hjo hofors huddinge hudiksvall hultsfred hylte håbo
    hällefors härjedalen härnösand härryda hässleholm höganäs högsby hörby höör jokkmokk järfälla jönköping
    kalix kalmar karlsborg karlshamn karlskoga karlskrona karlstad katrineholm kinda kiruna klippan knivsta
    kramfors kristianstad kristinehamn krokom kumla kungsbacka kungsör kungälv kävlinge köping laholm
    landskrona laxå lekeberg leksand lerum lessebo lidingö lidköping linköping ljungby ljusdal ljusnarsberg
    lomma ludvika luleå lund lycksele lysekil malmö malung malå mariestad markaryd mellerud mjölby mora motala
    mullsjö munkedal munkfors mölndal mönsterås mörbylånga nacka nora norberg nordanstig nordmaling norrköping
    norrtälje norsjö nybro nykvarn nyköping nynäshamn nässjö ockelbo olofström orsa orust osby oskarshamn
    ovanåker oxelösund pajala partille perstorp piteå ragunda robertsfors ronneby rättvik sala salem sandviken
    sigtuna simrishamn sjöbo skara skellefteå skinnskatteberg skurup skövde smedjebacken sollefteå sollentuna
    solna sorsele sotenäs staffanstorp stenungsund stockholm storfors storuman strängnäs strömstad strömsund
    sundbyberg sundsvall sunne surahammar svalöv svedala svenljunga säffle säter sävsjö söderhamn söderköping
    södertälje sölvesborg tanum tibro tidaholm tierp timrå tingsryd tjörn tomelilla torsby torsås tranemo
    tranås trelleborg trollhättan trosa tyresö täby töreboda uddevalla ulricehamn umeå uppsala uppvidinge
    vadstena vaggeryd valdemarsvik vallentuna vansbro vara varberg vaxholm vellinge vetlanda vilhelmina
    vimmerby vindeln vingåker vårgårda vänersborg vännäs värmdö värnamo västervik västerås växjö ydre ystad
    åmål ånge åre årjäng åsele åstorp åtvidaberg älmhult älvdalen älvkarleby älvsbyn ängelholm öckerö ödeshög
    örebro örkelljunga örnsköldsvik östersund österåker östhammar norge danmark finland sverige europa bergen
    oslo köpenhamn helsingfors""".split()
) - {"vara", "ånge"}
"""Whose capital letter tells nothing at the beginning of a sentence; those that are common words are left out."""
