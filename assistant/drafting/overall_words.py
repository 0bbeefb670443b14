"""The words of area texts and the summary, in Swedish and English."""

from collections.abc import Mapping, Sequence

from assistant.domain.criteria import Language

WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "ends_begin": "Resultatet är starkast",
        "furthest_0": "Längst har kommunen kommit i fråga om {topics}.",
        "furthest_1": "Mest känt och använt i hela kommunen är det som gäller {topics}.",
        "furthest_2": "Väl på plats är framför allt det som rör {topics}.",
        "lift_area_0": "Området skulle lyftas mest av att {}.",
        "lift_area_1": "Mest att vinna finns i att {}.",
        "lift_area_2": "Det som skulle ge mest är att {}.",
        "lift_more_0": "Därefter skulle det ge mest att {}.",
        "lift_more_1": "Ett annat steg som väger tungt är att {}.",
        "lift_more_2": "Även att {} skulle höja resultatet.",
        "lift_all_0": "Det enskilda steg som skulle ge mest är att {}.",
        "example": "När det gäller {topic} står det i {title}: ”{quote}”",
        "total": "{municipality} får {points} av {possible} poäng, det vill säga {percent} procent av det möjliga.",
        "ends": "Resultatet är starkast inom {strong} och svagast inom {weak}.",
        "reach": "Av de {count} bedömda delfrågorna är {parts}.",
        "wide": "{count} på plats i hela kommunen",
        "held": "{count} på plats utan att nå ut överallt",
        "begun": "{count} bara påbörjade eller begränsade till enstaka delar",
        "none": "{count} inte alls på plats",
        "learned": "Uppföljning som har lett till utveckling syns främst inom {names}.",
        "unlearned": "Uppföljning som har lett till ändrade arbetssätt syns inte i något område.",
        "room": "Störst utrymme att höja resultatet finns inom {names}.",
        "left": "{name} ({points} poäng kvar)",
        "and": "och",
    },
    "en": {
        "ends_begin": "The result is strongest",
        "furthest_0": "The municipality has come furthest in {topics}.",
        "furthest_1": "What is best known and most used belongs to {topics}.",
        "furthest_2": "Most is in place in {topics}.",
        "lift_area_0": "Most would be gained in {name}: {advice}",
        "lift_area_1": "The largest step to take lies in {name}: {advice}",
        "lift_area_2": "What would lift the area most belongs to {name}: {advice}",
        "lift_more_0": "Next in weight comes {name}: {advice}",
        "lift_more_1": "Another step of weight belongs to {name}: {advice}",
        "lift_more_2": "The result would also rise in {name}: {advice}",
        "lift_all_0": "The single step worth most belongs to {name}: {advice}",
        "example": "{topic}: {title} says “{quote}”",
        "total": "{municipality} receives {points} of {possible} points, {percent} percent of what is possible.",
        "ends": "The result is strongest in {strong} and weakest in {weak}.",
        "reach": "Of the {count} questions judged, {parts}.",
        "wide": "{count} are in place across the municipality",
        "held": "{count} are in place without reaching everywhere",
        "begun": "{count} are only begun or limited to single parts",
        "none": "{count} are not in place at all",
        "learned": "Follow-up that has led to development is seen mainly in {names}.",
        "unlearned": "Follow-up that has changed ways of working is seen in no area.",
        "room": "There is most room for a better result in {names}.",
        "left": "{name} ({points} points left)",
        "and": "and",
    },
}


def listed(names: Sequence[str], language: Language) -> str:
    """Join names with commas and a last "och"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {WORDS[language]['and']} {names[-1]}"
