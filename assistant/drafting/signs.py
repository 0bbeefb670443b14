"""The words of the genre that tell how far something has come, as patterns. Content, not logic.

Each pattern is a sign of one signal (see ``reading``). They are words that evaluators, officials
and interviewees use of any subject; a question's own words belong in its criteria file.
"""

import re
from typing import Literal

Signal = Literal[
    "planned", "norm", "negated", "gap", "one_unit", "whole_municipality", "companies", "known_and_used", "decided",
    "systematic", "followed_up", "developed", "learned", "expired", "definition", "question",
]  # fmt: skip

UNITS = (
    r"(?:nämnd|förvaltning|verksamhet|enhet|chef|bolag|medarbetare|skol|förskol|sektor|anställd|avdelning|arbetsplats|"
    r"arbetslag|ledningsgrupp|kontor|tätort|kommundel|nivå|ledamöt|parti|rektor|boende|grupp|ärende|beslut|upphandling|projekt)"
)
_MEASURED = r"(?:utifrån|efter|baserat på|med stöd av|till följd av|på grund av|tack vare|som svar på|mot bakgrund av)"
_LEARNED = (
    r"(?:resultat|uppföljning|utvärdering|analys|erfarenhet|lärdom|synpunkt|mätning|enkät|undersökning|granskning|"
    r"kritik|återkoppling|avvikelse|svar|revision|jämförelse|klagomål|kartläggning|test|översyn|genomgång|stickprov|studiebesök|prov|siffr|utfall)"
)
_CHANGE = r"(?:ändra|revidera|utveckla|förbättra|anpassa|omarbeta|förnya|förenkla|justera|förstärka|omfördela|utöka|bredda|korta|skärpa|vässa|stärka|avveckla|avsluta|förtydliga)"
_CHANGED_PAST = (
    r"(?:ändrade|reviderade|utvecklade|förbättrade|anpassade|omarbetade|förnyade|förenklade|justerade|omfördelade|utökade|breddade|"
    r"kortade|skärpte|vässade|stärkte|avvecklade|avslutade|förtydligade|bytte|införde|slutade|delade upp|flyttade|"
    r"(?:la|lade|gjorde|skrev|bygg\w+|tog) (?:om|bort|ut|till|upp|ner|in))"
)
_CHANGED_DONE = (
    r"(?:ändrats|ändrat|reviderats|reviderat|utvecklats|utvecklat|förbättrats|förbättrat|anpassats|anpassat|omarbetats|förnyats|"
    r"förenklats|förenklat|justerats|omfördelats|utökats|utökat|breddats|kortats|kortat|skärpts|skärpt|vässats|stärkts|avvecklats|"
    r"avslutats|förtydligats|bytts(?: ut)?|bytt(?: ut)?|införts|infört|lagts om|lagt om|skrivits om|skrivit om|gjorts om|gjort om|"
    r"byggts (?:ut|om)|tagits bort|tagit bort|delats upp|flyttats)"
)
_CHANGED_PASSIVE = (
    r"(?:ändrades|reviderades|utvecklades|förbättrades|anpassades|omarbetades|förnyades|förenklades|omfördelades|utökades|breddades|"
    r"kortades|skärptes|vässades|stärktes|avvecklades|avslutades|förtydligades|byttes|infördes|delades upp|flyttades|"
    r"(?:lades|gjordes|skrevs|byggdes|togs) (?:om|bort|ut|till|upp|ner|in|ned))"
)
_MADE_OVER = (
    r"(?:lagts om|lagt om|skrivits om|skrivit om|gjorts om|gjort om|omarbetats|reviderats|förnyats|byggts (?:ut|om)|förenklats|förbättrats|"
    r"förenklades|förbättrades|omarbetades|reviderades|förnyades|(?:lades|gjordes|skrevs|byggdes) om|(?:la|lade|gjorde|skrev|byggde) om)"
)
_DROPPED = r"(?:försvann|ströks|strukits|slogs (?:samman|ihop)|slagits (?:samman|ihop)|lades ned?|lagts ned?|sades upp|sagts upp|krymptes|ersattes|ersatts|togs bort|tagits bort|kortades|växlas upp)"
_DONE = rf"(?:{_CHANGED_PAST}|{_CHANGED_DONE}|{_CHANGED_PASSIVE})"
_RAISED = r"(?:ökade|minskade|steg|sjönk|halverades|fördubblades|förbättrades|kortades|gick (?:upp|ner|ned))"

PATTERNS: dict[Signal, str] = {
    "planned": (
        r"\b(?:planeras|planerar|planerats?|planerades|planerade)\b(?= (?:\w+ ){0,4}(?:att|till|under|inför|införa|starta|nästa|hösten|"
        r"våren|20\d\d|senare|framöver)\b)|\b(?:är|var|fortfarande) planera(?:d|t|de)\b|\bplaner (?:på|för|finns)\b|\bplanerad[et]? \w+|"
        r"\bkommer (?:\w+ ){0,3}att\b|\bavse(?:r|s|dd) (?:att|till)\b|\bavsikt(?:en)?\b(?! med)|\bambition(?:en|er|erna)?\b|\bpå gång\b|"
        r"\bunder (?:framtagande|utarbetande|utredning|beredning|uppbyggnad|införande|arbete)\b|\bpågår ett arbete med att\b|"
        r"\barbete(?:t)? (?:pågår|har (?:precis )?(?:påbörjats|inletts|startat))\b|"
        r"\b(?:ska|skall|bör|behöver|måste|kan) (?:\w+ ){0,3}(?:tas fram|utarbetas|införas|inrättas|utredas|påbörjas|startas|"
        r"upprättas|tillsättas|arbetas fram|göras om|uppdateras|ses över|förnyas|ta fram|införa|bygga upp|starta)\b|"
        r"\b(?:håller|hållit|höll) (?:\w+ )?på (?:att|med)\b|\butreds?\b|\bska utreda|\butkast\b|\barbetsversion|\bförslag till\b|\bföreslå(?:s|r|tt|tts)?\b|"
        r"\b(?:har|hade) (?:nyss |precis |just )?(?:börjat|påbörjat|inlett)\b|\bpåbörja(?:s|ts|des|t)\b|"
        r"\btanken är\b|\btänkt(?:e)? att\b|\btänker (?:vi|man|kommunen|nämnden|börja|ta|göra|införa)\b|\bförhoppning\w*|\bhoppas\b|"
        r"\bpilot(?:en|projekt|skede|omgång)?\w*|\bframöver\b|\bpå sikt\b|\bnästa (?:år|mandatperiod|höst|vår|steg)\b|\bi startgroparna\b|"
        r"\btar (?:för närvarande|just nu|nu) fram\b|\btas (?:för närvarande|just nu|nu) fram\b|\b(?:fått|har|ligger|finns) (?:\w+ ){0,2}i? ?uppdrag (?:\w+ ){0,3}att\b|"
        r"\bvill (?:vi|kommunen|nämnden|bolaget|man) (?:\w+ )?(?:ta fram|införa|bygga|starta|utveckla)\b|\bväntas\b|\bberäknas\b|\bär på väg\b|\bska precis\b|"
        r"\bska (?:\w+ )?komma\b|\bförsöker (?:få|ta fram|bygga|komma)\b|\barbetsmaterial\b|\b(?:inte|ej|ännu inte) (?:har |är )?(?:beslutats?|antagits|antagen|beslutad|fastställts)\b|\binte (?:riktigt )?(?:klar\w*|färdig\w*|kommit (?:igång|i gång)|påbörjats?|startat)\b|\b(?:ännu|än) (?:är|har|finns) (?:\w+ ){0,3}inte\b|\bskjutits? (?:fram|upp)\b|\bpausa(?:d|t|ts|des)\b"
    ),
    "norm": r"\b(?:ska|skall|bör|åligger|ansvarar för att|förväntas|är skyldig\w*)\b",
    "negated": (
        r"\b(?:inte|ej|icke|aldrig|ingen|inget|inga|varken|ingenting|ingenstans|knappt|knappast|sällan|saknas|saknar|"
        r"saknade|saknades|saknats|avsaknad\w*|uteblivit|uteblir|uteblev|upphört|utan att)\b"
    ),
    "gap": (
        r"\bsakna(?:s|r|de|des|ts)?\b|\bavsaknad\w*|\bbrist(?:er|en|erna|ande|fäll\w*)?\b|\botydlig\w*|\boklar\w*|\bspreta\w*|\bspretig\w*|\befterfråga\w*|\befterlys\w*|"
        r"\b(?:behöver|måste|bör) (?:\w+ ){0,4}(?:bli|utvecklas|utveckla|förbättra|förbättras|stärkas|stärka|tydliggöras|tydliggöra|förtydligas|ses över|uppdateras|revideras|"
        r"aktualiseras|byggas|samordnas|ökas?|kortas|göras|skapas|prioriteras|struktureras|finnas|komma (?:igång|i gång|vidare))\b|"
        r"\bbehov av (?:att|en|ett|mer|bättre|ökad|tydlig\w*|gemensam\w*)\b|\bborde\b|\bskulle (?:\w+ ){0,3}(?:kunna|behöva|behövas|vilja|önska|vinna|må bra|gynnas)\b|\bskulle (?:det )?vara (?:en|ett|bra|till|bättre)\b|"
        r"\bkan (?:\w+ ){0,2}(?:bli (?:bättre|tydligare|mer)|utvecklas|stärkas|förbättras|tydliggöras|förtydligas|göra mer|bli mer)\b|\bönsk(?:ar|emål|as|an)\b|\bönskvärt att\b|\bidentifierat (?:ett )?behov\w*|\bsvårt (?:att|för)\b|\bsvårighet\w*|"
        r"\butvecklingsområde\w*|\bförbättringsområde\w*|\bförbättringsmöjlighet\w*|\bförbättringspotential\w*|\butvecklingspotential\w*|\beftersatt\w*|\bsvag(?:a|t|het\w*)?\b|\bojämn\w*|"
        r"\bokän[dt]a?\b|\bper person\w*|\bpersonbero\w*|\bpersonbund\w*|\bhyllvärmare\b|\b(?:ligger|står|hamna\w*) (?:\w+ )?i (?:en )?(?:låda|pärm|byrålåda|hylla)\w*|"
        r"\btappa(?:s|r|de|t|ts)\b|\b(?:rinn\w+|rann|runnit) ut\b|\bkvar att göra\b|\b(?:långt|en bit) kvar\b|\bsporadisk\w*|\bad hoc\b|\bvilande\b|\bstannat? (?:av|upp)\b|\bstannar (?:av|upp)\b|\bmellan stolarna\b|"
        r"\bproblem(?:et)? (?:är|som|var|med)\b|\bräcker inte\b|\bför (?:lite|litet|få|sent|svag\w*|sällan|dålig\w*|mycket krångel)\b|\bkrångl\w*|\bdålig\w*|(?<!eller )\bsäm(?:re|st\w*)\b|\bfrustrera\w*|\btröttna\w*|\btungrott\b|\btyvärr\b|"
        r"\bslump\w*|\beldsjäl\w*|\bupp till (?:var och en|varje|den enskild\w*)\b|\bpå papperet\b|\bpappersprodukt\w*|\bstandardfras\w*|\bfick veta (?:det )?i tidningen\b|\bföll (?:mellan|bort)\b|\bbortprioriter\w*|\bsläpar\b|\blegat efter\b"
    ),
    "one_unit": (
        r"\b(?:enstaka|enskilda|vissa|några|somliga|ett par|en del|olika|någon|något|en handfull) (?:av )?(?:\w+ ){0,2}" + UNITS + r"|"
        r"\bdelar av (?:organisation|verksamhet|kommun|förvaltning|linje)\w*|\bvarierar\b|\bskiftar\b|\bskiljer sig åt\b|\bibland\b|\bdå och då\b|\benstaka\b|\bfrån fall till fall\b|"
        r"\bi projektform\b|\bpilot(?:en|projekt)?\b|\bpå eget initiativ\b|\bhos oss på\b|\b(?:vår|min) (?:enhet|skola|avdelning|förvaltning|arbetsplats|grupp)\b|"
        r"\b(?:bara|endast|enbart|framför allt|främst|mest) (?:\w+ ){0,4}" + UNITS + r"|\bberor (?:helt |mycket |lite )?på (?:vem|vilken|chefen|personen|ärendet|nämnden)\b|"
        r"\bsporadisk\w*|\btill viss del\b|\bdelvis\b|\b(?:görs|gör|ser|arbetar|arbetas|är) (?:\w+ ){0,2}olika\b|\bpå olika sätt\b|\bolika hos\b|\baktivitetsbaser\w*|"
        r"\binte (?:alltid|alla|allt|fullt ut|helt|överallt|konsekvent|i alla|hela|samtliga|i hela|lika)\b|\bvid (?:enstaka tillfällen|behov)\b|\bnågon gång\b|\b(?:när|om) (?:\w+ ){1,2}hinner\b|\bdet enda jag\b|\bstår det bara\b|\b(?:bara|endast|visades|gjordes|hölls|skedde|prövades|var (?:\w+ ){0,5}) ?en gång\b(?! (?:om|per|i)\b)|\bengångs\w*|\bett (?:enda )?tillfälle\b|"
        r"\b(?:de|den) (?:som|verksamheter som) (?:\w+ )?kommit längst\b|\bundantaget\b|\bförutom\b|\butom\b"
    ),
    "whole_municipality": (
        r"\bhela (?:kommun|koncern|organisation|verksamhet|kommunkoncern|förvaltning|linje)\w*|\bkommunkoncern\w*|"
        r"\b(?:alla|samtliga|varje|varenda) (?:\w+ ){0,2}" + UNITS + r"\w*|\bkommunövergripande\b|\bkommungemensam\w*|\bkoncerngemensam\w*|"
        r"\bkoncernövergripande\b|\bförvaltningsövergripande\b|\böverallt\b|\balla nivåer\b|\bsamtliga\b|\bgenomgående\b|\bgenomsyra[rst]*\b|\balla, från\b|"
        r"\bvar och en av\b|\boavsett (?:förvaltning|nämnd|enhet|verksamhet|var)\b|\balla (?:vi )?(?:\w+ )?(?:vet|kan|känner|använder|gör|jobbar|följer|är med)\b|\bsamma (?:\w+ ){0,2}(?:för|i|hos|på|av) (?:alla|samtliga|hela)\b|"
        r"\b(?:nämnd|förvaltning|verksamhet|kommun)\w*,? (?:och|samt|som|liksom) (?:\w+ ){0,2}\w*bolag\w*|\bbolag\w*,? (?:också|likaså|med)\b|\b(?:även|också|liksom|inklusive) (?:i |på |för )?(?:\w+ ){0,2}\w*bolag\w*|\b(?:oss|vi|dem|de) (?:alla|allihop|allesammans)\b|\ballihop\b|\bdet ser likadant ut\b|\b(?:likadant|samma sak) (?:på|i|för|hos) alla\b|\b(?:alla|samtliga) (?:fyra|fem|sex|sju|åtta|nio|tio|\d+)\b"
    ),
    "companies": r"\b(?:kommunala |helägda )?bolag(?:en|ens|et|ets|s)?\b|\bbolagskoncern\w*|\bägardirektiv\w*|\bdotterbolag\w*",
    "known_and_used": (
        r"\b(?:väl )?känd(?:a|t)?\b|\bkänner (?:\w+ ){0,2}till\b|\banvänd(?:s|er|e|es|a|as)\b|\btillämpa(?:s|r|des|ts)\b|\barbetar (?:\w+ ){0,2}(?:efter|utifrån|enligt|med)\b|"
        r"\bjobbar (?:\w+ ){0,2}(?:efter|utifrån|enligt|med)\b|\butgår (?:\w+ )?från\b|\bförankra(?:d|t|de|ts)\b|\binarbetad\w*|\betablera(?:d|t|de|ts)\b|\bgenomför(?:s|des|ts|t|de)\b|\bi bruk\b|"
        r"\bfungerar (?:\w+ )?(?:bra|väl)\b|\bstående (?:punkt|inslag)\b|\bfast (?:punkt|rutin|inslag)\b|\bsjälvklar\w*|\blever\b|\bsitter i (?:väggarna|ryggmärgen)\b|\bi sömnen\b|"
        r"\bdelta(?:r|git|gar)\b|\bvi (?:gör|har|kör|träffas|går igenom|följer|tar upp|pratar)\b|\btas upp på\b|\bbrukar\b(?! inte)|\bhar (?:\w+ ){0,2}gått (?:kursen|utbildningen|programmet)\b"
    ),
    "decided": (
        r"\bbeslut(?:ad|at|ade|ades|ats|ar)\b|\banta(?:gen|get|gna|gits|gs)\b|\bantog(?:s)?\b|\bfastställ(?:d|t|da|des|de|ts|s)\b|"
        r"\bgällande\b|\bgäller (?:för|från|sedan)\b|\bav (?:kommun)?fullmäktige\b|\btecknat?s?\b|\btecknades?\b|\bskrevs under\b"
    ),
    "systematic": (
        r"\bårlig(?:en|t|a)?\b|\bvarje (?:år|månad|kvartal|vecka|termin|höst|vår|mandatperiod|tertial|fredag|måndag|nämndmöte|möte)\b|\bregelbunde(?:n|t|na)\b|\blöpande\b|\bkontinuerlig\w*|"
        r"\bsystematisk\w*|\bårshjul\w*|\b(?:två|tre|fyra|fem|sex|åtta|tio|en|\d+) gånge?r? (?:om|per|i) (?:året|år|månaden|kvartalet|terminen)\b|\bvartannat år\b|\bvart (?:tredje|fjärde) år\b|\bvarannan (?:månad|vecka)\b|"
        r"\båterkommande\b|\bsedan (?:19|20)\d\d\b|\brutin(?:en|er|mässig\w*)?\b|\bför (?:andra|tredje|fjärde|femte|sjätte) (?:året|gången)\b"
    ),
    "followed_up": (
        r"\bfölj(?:s|er|de|des|t|ts) (?:\w+ ){0,3}upp\b|\buppfölj(?:ning|d|t|s)\w*|\butvärder(?:as|ar|ade|ades|at|ats|ing\w*)\b|\bmät(?:s|er|te|tes|ts|ning\w*)\b|"
        r"\bredovisa(?:s|r|des|ts|t)? (?:\w+ ){0,4}(?:till|i|för|per)\b|\brapporter(?:as|ar|ades|ats|at)\b|\båterrapport\w*|\bgranska(?:s|r|des|ts)\b|\bavstäm(?:ning\w*|s)\b|"
        r"\banalys(?:er|era|eras|erar|erats|erat|en|erna)?\b|\bandel(?:en)? (?:som|av|nöjda)\b|\bökade från\b|\bminskade från\b|\bkvalitetsrapport\w*|\bnyckeltal\w*|\bstäms av\b|\bindikator\w*"
    ),
    "developed": (
        rf"\b(?:har|hade|är) (?:\w+ ){{0,4}}{_MADE_OVER}\b|\b{_MADE_OVER}\b|\b{_DROPPED}\b|\b(?:har|hade) (?:\w+ ){{0,3}}(?:ändrats|ändrat|utvecklats|anpassats|anpassat)\b|"
        r"\bsedan dess\b|\bgick över till\b|\b(?:har|hade) (?:\w+ ){0,3}(?:ökat|minskat|sänkts|halverats|sjunkit|stigit|kortats)\b|"
        rf"\b{_RAISED} (?:[\w,]+ ){{0,4}}(?:från|till|med|efter)\b|\bvidareutveckl\w+(?:ts|des|t)\b|\bförr (?:\w+ ){{0,6}}(?:nu|men nu)\b|\bklar förbättring\b|\blärdom\w*|\bär nu (?:omgjor|omskriv|bortplock|utbyt|borttag|förenkl|förbättr|nedlag|ändr)\w*|\b(?:gått|gick) (?:\w+ )?(?:ner|ned|upp) |\bgick från \d|\bsedan \w+ (?:\w+ ){0,2}(?:ändrades|infördes|lades om|gjordes om) "
    ),
    "learned": (
        rf"\b{_MEASURED} (?:[\w.]+ ){{0,5}}\w*{_LEARNED}\w* (?:[^.;]{{0,80}}\b)?(?:{_DONE}|{_DROPPED}|prövade)\b|\b(?:{_DONE}|{_DROPPED})\b[^.;]{{0,80}}\b{_MEASURED} (?:\w+ ){{0,4}}\w*{_LEARNED}\w*|"
        rf"\b(?:{_DONE}|{_DROPPED})\b[^.;]{{0,40}}\b(?:när|sedan|eftersom|för att|då) (?:\w+ ){{0,3}}\w*(?:{_LEARNED}|visade|visat|deltagar|medarbetar|brukar|boende|folk|elever)\w*|"
        rf"\b{_LEARNED}\w* (?:\d{{4}} )?(?:\w+ ){{0,4}}(?:ledde till|lett till|har lett|gjorde att|resulterade|fick oss att)|"
        rf"\b{_LEARNED}\w* [^.;]{{0,60}}(?:visade|visat|pekade på)[^.;]{{0,100}}\b(?:så|därför)\b|"
        rf"\bdärför (?:har |hade |ställs |fördelas |görs |är )?(?:\w+ ){{0,4}}(?:{_DONE}|{_DROPPED}|nu|numera|sedan|\w+(?:ades|ats|tts)\b)|"
        rf"\b(?:\w+(?:ades|ade|des)|bytte|tog|gick|gjorde|lade|drog|slutade|ersattes|fördelas|ställs) (?:\w+ ){{0,2}}därför\b|"
        rf"\bså (?:vi|man|de|kommunen|nu|då) (?:har )?(?:\w+ ){{0,2}}(?:{_DONE}|{_DROPPED})\b|\b(?:{_DROPPED}|{_DONE}) (?:\w+ ){{0,3}}(?:därefter|till följd av|som en följd)\b|"
        rf"\b(?:visade|visat|såg|fann|märkte|upptäckte)\b[^.]{{0,140}}\b(?:sedan dess|därför|varför|är nu (?:\w+ )?\w+(?:ad|d|t|en|na|a)|så nu|så vi|nu \w+(?:as|ar|er) (?:vi|de|alla))\b|"
        rf"\bvarför (?:\w+ ){{1,6}}?(?:\w+(?:ades|ade|des|tes|ts)|inleds|sänks|höjs|görs|skrivs|flyttas|ges|byts|fick|lades|togs|ändrats?)\b|(?:{_DONE}|{_DROPPED}),? (?:eftersom|för (?:det|att)) |\b(?:då|så) (?:lade|la|skrev|tog|bytte|ändrade|flyttade|gjorde) (?:vi|man|de|nämnden|kommunen)\b|"
        r"\bledde (?:det )?till att\b|\bmed anledning av\b|\b\w*(?:översyn|utvärdering|uppföljning|analys|mätning|granskning)\w* (?:\d{4} )?(?:ledde till|har lett till|resulterade i)|\bsom (?:en )?följd av\b"
    ),
    "expired": (
        r"\bgällde (?:till|fram till|t\.o\.m|tom|åren)\b|\b(?:har |hade )?(?:löpt|gått|gick|löpte) ut\b|\binaktuell\w*|\bföråldrad\w*|\b(?:inte|ej) (?:\w+ )?(?:uppdaterats|reviderats|aktualiserats|förnyats|uppdaterad\w*|reviderad\w*|aktuell\w*)\b|"
        r"\bupphörde\b|\b(?:är|var) (?:\w+ )?gam(?:mal|mla|malt)\b|\binte längre\b|\bhar upphört\b|\binte numer\w*|\bslutade gälla\b"
    ),
    "definition": (
        r"\bavses\b|\bmenas\b|\b(?:riktlinjens|policyns|planens|lagens|programmets|strategins) mening\b|\bdefinieras\b|\bär (?:ett samlingsnamn|en benämning)\b|\bsyftet (?:med|är)\b|\bsyftar till\b|"
        r"\binnebär att\b|\b(?:i|av) (?:\d+ kap|kommunallagen|socialtjänstlagen|skollagen|arbetsmiljölagen)\b|^(?:lag|förordning|enligt lag)"
    ),
    "question": r"\?[\"”’)]*\s*$",
}  # fmt: skip

HARMLESS = re.compile(
    r"\binte (?:bara|minst|enbart|endast|heller minst|längre (?:ett|något) problem)\b|\beller inte\b|"
    r"\b(?:behöver|måste|behövde) inte\b|\binte (?:behöver|behöva|behövde)\b|\b(?:får|ska|skall|bör) (?:\w+ ){0,2}inte\b|"
    r"\binga (?:brister|hinder|problem|avvikelser|anmärkningar|klagomål|köer|konstigheter)\b|\b(?:ingen|inget|inga) (?:tvekan|tvivel|hinder|väntetid|annan|annat|andra)\b|"
    r"\binte (?:tala|prata) om\b|\b(?:ingen|inget|inga)\b[^.]{1,60}\butan att\b|\bingen\b[^.]{1,30}\bsom inte\b|\bingen[^.]{1,20}vänta\b|\bom inte (?:annat|förr)\b|\bingen[^.]{1,25}utan\b(?! att)|\b(?:inte|ej)\b[^.;]{1,70}?,? utan\b(?! att)|\butan att (?:(?:\w+ ){0,4}(?:behöv\w+|krävs|kosta\w*)|alltid|nödvändigtvis)\b|"
    r"\baldrig (?:varit|haft) (?:\w+ ){0,2}(?:bättre|bra|så)\b|(?:,| och) inte (?:\w+ ){0,3}\w+[.”\"]*$",
    re.IGNORECASE,
)
"""Words that deny in other sentences but not in these turns."""

SIDE_CLAUSE = re.compile(
    r"(?:^|(?<=[,;] )|(?<=\s))(?:om|när|ifall|oavsett|för den som|den som|de som|dem som|som(?! att)|där) (?=[^,.;]{0,50}?\b(?:inte|ej|ingen|inget|inga|aldrig|saknar|saknas|saknade)\b)[^,.;]*(?=,|$|\.$)",
    re.IGNORECASE,
)
"""Conditions and descriptions: a negation in them says nothing of whether the main thing is done."""

TURN = re.compile(r",? \b(?:men|fast|medan|däremot|samtidigt som|även om|trots att|dock)\b ?", re.IGNORECASE)
"""Where a sentence turns from one statement to its reservation."""

MODERATOR = re.compile(
    r"^(?:(?:vi|då) går (?:vi )?över|då går vi|om vi (?:tar|går|börjar)|hej och välkomna|välkomna\b|tack\b|då (?:tar|börjar) vi|"
    r"nästa fråga|låt oss|vi har (?:ungefär )?en (?:och en halv )?timme|berätta\b|kan (?:du|ni) )",
    re.IGNORECASE,
)
"""How the one who asks moves on in an interview."""
NO_ANSWER = re.compile(
    r"^(?=.{1,90}$)(?:.*\b)?(?:jag (?:\w+ ){0,2}inte (?:\w+ ){0,2}(?:svara|uttala mig|yttra mig|bedöma)"
    r"|jeg (?:\w+ ){0,2}ikke (?:\w+ ){0,2}(?:svare|uttale meg)|ingen aning|aner ikke"
    r"|(?:får|måste) (?:ni|du) (?:\w+ ){0,2}fråga|må (?:dere|du) (?:\w+ ){0,2}spørre|fråga (?:hellre|någon annan)"
    r"|jag (?:\w+ ){0,2}ingen (?:uppfattning|åsikt|bild av|inblick))\b",
    re.IGNORECASE,
)
"""How somebody asked says that they have no answer; it tells of them, not of the municipality."""
