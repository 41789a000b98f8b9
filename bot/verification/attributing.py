"""Whether what decides a claim lies in the part of a quote that somebody says, or in what the article itself says."""

from bot.comparison import features

_SHARE = 0.5


def in_part(claim: str, part: str, quote: str) -> bool:
    """Whether ``part`` has at least half of what the whole quote has of the claim's words and numbers.

    "Odesa reported six injuries, with Russia launching 138 drones" gives the injuries to Odesa, not the drones.
    """
    return _held(claim, part) >= _SHARE * _held(claim, quote)


def _held(claim: str, text: str) -> float:
    measured = features(claim, text)
    return measured["coverage"] + measured["number_agreement"]
