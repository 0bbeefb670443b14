"""The order of names in Swedish lists."""

_LAST = str.maketrans({"å": "z1", "ä": "z2", "ö": "z3", "æ": "z2", "ø": "z3", "é": "e", "è": "e", "ü": "y"})


def swedish(name: str) -> str:
    """Return a key that sorts names as Swedish does, whatever the computer is set to: å, ä and ö after z."""
    return name.casefold().replace("z", "z0").translate(_LAST)
