"""Units as (dimension, factor to the dimension's own unit). Values are compared only inside one dimension.

A units library such as ``pint`` converts many more, but reads none out of prose, and news needs these few.
"""

from bot.comparison.words import each

_TABLE: dict[str, dict[float, str]] = {
    "duration": {
        1: "second seconds",
        60: "minute minutes min mins",
        3600: "hour hours hr hrs",
        86400: "day days",
        604800: "week weeks",
        2629800: "month months",
        31557600: "year years yr yrs",
        315576000: "decade decades",
        3155760000: "century centuries",
    },
    "length": {
        0.001: "millimetre millimetres millimeter millimeters mm",
        0.01: "centimetre centimetres centimeter centimeters cm",
        1: "metre metres meter meters",
        1000: "kilometre kilometres kilometer kilometers km kms",
        0.3048: "foot feet ft",
        1609.344: "mile miles",
        0.0254: "inch inches",
        0.9144: "yard yards",
    },
    "mass": {
        0.001: "gram grams gramme grammes",
        1: "kilogram kilograms kilo kilos kg",
        1000: "tonne tonnes ton tons",
    },
    "area": {10000: "hectare hectares", 4046.856: "acre acres"},
    "volume": {1: "litre litres liter liters"},
    "power": {1e3: "kilowatt kilowatts kw", 1e6: "megawatt megawatts mw", 1e9: "gigawatt gigawatts gw"},
    "energy": {1: "kwh", 1e3: "mwh", 1e6: "gwh", 1e9: "twh"},
    "temperature": {1: "degree degrees"},
    "points": {1: "points"},
    "ratio": {0.01: "percent %"},
    "money:dollar": {1: "dollar dollars $ usd", 0.01: "cent cents"},
    "money:euro": {1: "euro euros € eur"},
    "money:pound": {1: "pound pounds £ gbp", 0.01: "pence"},
    "money:yen": {1: "yen ¥"},
    "money:crown": {1: "crown crowns krona kronor krone kroner"},
    "money:franc": {1: "franc francs"},
    "money:rouble": {1: "rouble roubles ruble rubles"},
    "money:rupee": {1: "rupee rupees"},
    "money:yuan": {1: "yuan"},
    "money:peso": {1: "peso pesos"},
    "money:guilder": {1: "guilder guilders"},
}
UNITS: dict[str, tuple[str, float]] = {
    word: (dimension, factor)
    for dimension, units in _TABLE.items()
    for factor, names in units.items()
    for word in names.split()
}
CURRENCY_SIGNS = frozenset(each("$ € £ ¥"))

AT_LEAST, MORE, AT_MOST, LESS = "at least", "more", "at most", "less"
ABOUT, NEARLY, BARELY, EXACT = "about", "nearly", "just over", "exact"

RELATIONS: dict[tuple[str, ...], str] = {
    tuple(phrase.split()): relation
    for relation, phrases in {
        MORE: "more than;over;above;greater than;well over;far more than;exceed;exceeds;exceeded;exceeding;beyond;"
        "upwards of;in excess of;longer than;higher than;topped;surpassed;"
        "older than;farther than;further than",
        LESS: "less than;fewer than;under;below;just under;well under;far fewer than;slightly less than;lower than;"
        "shorter than;a little under;not even;not quite;younger than;short of",
        AT_LEAST: "at least;no fewer than;no less than;not less than;not fewer than;a minimum of",
        AT_MOST: "at most;no more than;not more than;up to;a maximum of;as many as;as much as;as few as;"
        "not over;not exceeding",
        ABOUT: "about;around;roughly;some;approximately;an estimated;circa;more or less;in the region of;close on",
        BARELY: "just over;slightly more than;a little over;a little more than;slightly over;slightly above",
        NEARLY: "nearly;almost;close to;approaching;barely;scarcely",
        EXACT: "exactly;precisely;only;just",
    }.items()
    for phrase in phrases.split(";")
}
"""Words before a number, and how the true value then stands to the number."""

AFTER: dict[tuple[str, ...], str] = {
    ("or", "more"): AT_LEAST,
    ("or", "so"): ABOUT,
    ("or", "less"): AT_MOST,
    ("or", "fewer"): AT_MOST,
    ("-", "odd"): ABOUT,
    ("-", "plus"): AT_LEAST,
}


def is_duration(word: str) -> bool:
    """Whether a lower-case word is a unit of time."""
    return UNITS.get(word, ("",))[0] == "duration"
