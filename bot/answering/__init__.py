"""Questions against passages: the sentences that answer, or none."""
