"""Claims against passages: windows, stances, and one documented rule from stances to a verdict."""
