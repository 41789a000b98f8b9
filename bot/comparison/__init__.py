"""What a claim and a sentence say in numbers and dates for the same thing, compared by rule.

The stance model is weak where two texts differ in one number; here such pairs are read and compared exactly.
A comparison that refutes is meant to decide and is kept only where its precision on held-out claims is at least
0.95; one that supports says that the numbers agree, which is a feature and proves nothing alone.
"""

from bot.comparison.comparing import Comparison, compare
from bot.comparison.features import absent, features, opposites, same_words

__all__ = ["Comparison", "absent", "compare", "features", "opposites", "same_words"]
