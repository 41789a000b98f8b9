"""The page: a reading room where every answer and every verdict leads to its place in the source.

Gradio is imported only in the modules that build the page (``app``, ``server``, the tabs); ``rendering``,
``article``, ``verdicts`` and ``transcript`` are pure functions from the domain to HTML in which every word
that comes from an article or a user is escaped.
"""
