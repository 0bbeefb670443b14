"""Swedish personal identity numbers, telephone numbers and e-mail addresses, by their pattern. Pure."""

import re

# Bounded and never begun inside a word: linear even in a megabyte of one letter.
EMAIL = r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"

# YYMMDD or YYYYMMDD with a possible date (a coordination number adds 60 to the day), then four digits.
PERSONAL_NUMBER = (
    r"(?<![\w-])(?:1[89]|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
    r"(?:\s?[-+–]\s?|\s)?\d{4}(?![\w-])"
)

# National with area code, or with +46 or 0046; groups parted by single blanks or hyphens.
PHONE = (
    r"(?<![\w+/-])(?:(?:\+|00)46[ \xa0-]?(?:\(0\)[ \xa0-]?)?[1-9]\d{0,2}|\(?0[1-9]\d{0,2}\)?)"
    r"(?:\s?[-–/]\s?|[ \xa0])?(?:\d{5,8}|\d{2,3}(?:[ \xa0-]\d{2,3}){1,3})(?![\w-])"
)

_LABEL = re.compile(
    r"(?:person-?\s?(?:nummer|nr)|samordnings-?nummer|pers\.?\s?nr|pnr|p\.nr|född)\W{0,3}(?:\w+\W{1,3}){0,3}$",
    re.IGNORECASE,
)
_LABEL_WITHIN = 50


def is_personal_number(match: re.Match[str]) -> bool:
    """Whether the digits pass the check (Luhn, Skatteverket SKV 704), or stand after a word that says so."""
    digits = re.sub(r"\D", "", match[0])[-10:]
    before = match.string[max(0, match.start() - _LABEL_WITHIN) : match.start()]
    return passes_luhn(digits) or _LABEL.search(before) is not None


def passes_luhn(digits: str) -> bool:
    """Whether the last of the digits is the check digit of those before it."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_phone(match: re.Match[str]) -> bool:
    """Whether the number of digits is one that Swedish subscriber numbers have."""
    digits = re.sub(r"\D", "", match[0])
    if match[0].startswith(("+", "00")):
        digits = "0" + digits.lstrip("0").removeprefix("46").removeprefix("0")
    return 8 <= len(digits) <= 10
