"""What kind of thing a question asks for, and whether a sentence has one."""

import re

_NUMBER = (
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?"
    r"|millions?|half|third)\b"
)
_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(question, re.IGNORECASE), re.compile(sign, flags))
    for question, sign, flags in (
        (
            r"\bhow (?:many|much|old|long|far|large|big|high|often|tall|fast)\b"
            r"|\bwhat (?:number|share|percentage|proportion|price)\b",
            _NUMBER,
            re.IGNORECASE,
        ),
        (
            r"\bwhen\b|\bwhat (?:day|date|year|month|time)\b|\b(?:on|in|by) which (?:day|date|year|month)\b",
            r"\d|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august"
            r"|september|october|november|december|today|yesterday|tomorrow|overnight|week|month|year|morning|evening"
            r"|night|noon|midnight|after|before|since|until)\b",
            re.IGNORECASE,
        ),
        (
            r"\bwho(?:m|se)?\b|\bwhich (?:person|minister|official|leader|company)\b|\bby whom\b",
            r"(?<=\w )[A-Z][\w’'-]+|^[A-Z][\w’'-]+ [A-Z][\w’'-]+",
            0,
        ),
        (
            r"\bwhere\b|\b(?:in|to|from) (?:which|what) (?:city|country|town|place|region|village)\b",
            r"\b(?:in|at|near|from|to|off|outside|across|over|of|on)\s+(?:the\s+)?(?:\w+\s+){0,2}[A-Z]\w+",
            0,
        ),
        (
            r"\bwhy\b|\bfor what reason\b|\bwhat (?:caused|led|made)\b",
            r"\b(?:because|since|due|after|so|reason|caus\w+|led|prompt\w*|owing|blam\w+|to|over|amid|following|as)\b",
            re.IGNORECASE,
        ),
    )
)


def fits(question: str, sentence: str) -> float:
    """1 where the sentence has the kind of thing asked for, 0 where it lacks it, 0.5 where no kind is asked for."""
    for asks, sign in _KINDS:
        if asks.search(question):
            return float(bool(sign.search(sentence)))
    return 0.5
