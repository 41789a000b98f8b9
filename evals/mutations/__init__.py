"""The mutation suite: altered quotations must all be rejected, typographic variants must all be found.

From every sentence of the documents, each operator of ``operators`` makes an altered quotation, and the quote
court rules on it against the passages around the sentence. None may be verified or repaired. Variants of
``typography`` are made of the quotation and of the source; all must be verified, at the sentence's exact offsets.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain import Match, Passage, PassageKind, Span
from bot.quoting import rule
from evals.mutations import documents
from evals.mutations.operators import OPERATORS, SLICES, Situation
from evals.mutations.typography import VARIANTS

ROOT = Path(__file__).resolve().parents[2]

LEAST_ALTERED = 20_000
LEAST_VARIANTS = 5_000
"""Cases that a run over a data directory must reach, so that an empty run cannot pass."""

OPERATORS_A_SENTENCE = 12
"""Operators tried on one sentence of the data directory, drawn at random; seeds get all of them, all results."""

SHOWN_EXAMPLES = 20

_EDGES = re.compile(r"^\W+|\W+$")
_NAME = re.compile(r"(?<![.!?] )(?<!^)\b[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}\b")


@dataclass
class Row:
    """Counts for one operator or variant."""

    cases: int = 0
    verified: int = 0
    repaired: int = 0
    rejected: int = 0
    wrong_place: int = 0


@dataclass
class MutationReport:
    """What the suite found. ``ok`` is whether the promise holds."""

    documents: int
    sentences: int
    data: str
    altered: dict[str, Row] = field(default_factory=dict)
    variants: dict[str, Row] = field(default_factory=dict)
    not_altered: Counter[str] = field(default_factory=Counter)
    unquotable: Counter[str] = field(default_factory=Counter)
    """Why whole sentences are not verified even as they stand, by reason; no variants are made of them."""
    violations: list[str] = field(default_factory=list)
    complete: bool = False
    """Whether a data directory was there, so that the numbers of cases are promised."""

    @property
    def altered_cases(self) -> int:
        return sum(row.cases for row in self.altered.values())

    @property
    def variant_cases(self) -> int:
        return sum(row.cases for row in self.variants.values())

    @property
    def accepted(self) -> int:
        """Altered quotations that were verified or repaired."""
        return sum(row.verified + row.repaired for row in self.altered.values())

    @property
    def missed(self) -> int:
        """Variants that were not verified, or at the wrong place."""
        return sum(row.cases - row.verified + row.wrong_place for row in self.variants.values())

    @property
    def ok(self) -> bool:
        enough = self.altered_cases >= LEAST_ALTERED and self.variant_cases >= LEAST_VARIANTS
        return self.accepted == 0 and self.missed == 0 and (enough or not self.complete)

    def table(self) -> str:
        lines = [f"{self.documents} documents, {self.sentences} sentences; {self.data}", ""]
        lines += _table("altered quotation", self.altered, ("verified", "repaired", "rejected"))
        lines += [f"dropped because they stand in the shown text after all: {sum(self.not_altered.values())}", ""]
        lines += _table("typographic variant", self.variants, ("verified", "wrong_place", "repaired", "rejected"))
        lines += [f"sentences that may not be quoted as they stand, so without variants: {self.unquotable.total()}"]
        lines += [f"  {count:6}  {reason}" for reason, count in self.unquotable.most_common(8)]
        lines += ["", f"{self.altered_cases} altered, {self.accepted} accepted"]
        lines += [f"{self.variant_cases} variants, {self.missed} missed", *self.violations[:SHOWN_EXAMPLES]]
        return "\n".join([*lines, "holds" if self.ok else "DOES NOT HOLD"])


def _table(title: str, rows: dict[str, Row], columns: Sequence[str]) -> list[str]:
    head = f"{title:34}{'cases':>9}" + "".join(f"{column.replace('_', ' '):>13}" for column in columns)
    body = [
        f"{name:34}{row.cases:9}" + "".join(f"{getattr(row, column):13}" for column in columns)
        for name, row in rows.items()
    ]
    return [head, "-" * len(head), *body]


def run(data_dir: Path | None, *, limit_documents: int = 500, seed: int = 0) -> MutationReport:
    """The suite over the seeds, the project's own sets, and ``limit_documents`` documents of ``data_dir``.

    The same arguments give the same cases. Where the directory is missing, the report says so and the numbers of
    cases are not promised.
    """
    own = documents.seeds(ROOT)
    more = documents.from_directory(ROOT / "evals" / "data", limit_documents, seed)
    present = data_dir is not None and data_dir.is_dir()
    outside = documents.from_directory(data_dir, limit_documents, seed) if data_dir and present else []
    said = f"{len(outside)} of {data_dir}" if present else f"no data directory ({data_dir}): seeds and evals/data alone"
    texts = [*own, *(outside or more)]
    report = MutationReport(len(texts), 0, said, complete=present)
    rng = random.Random(seed)
    foreign = [span.of(text.text) for text in texts for span in text.sentences[:8]]
    for text in texts:
        _run_text(text, foreign, text in own, rng, report)
    return report


def _run_text(
    text: documents.Text, foreign: Sequence[str], every: bool, rng: random.Random, report: MutationReport
) -> None:
    names = tuple(sorted(set(_NAME.findall(text.text))))
    reporting = [passage for passage in text.passages if passage.kind is PassageKind.REPORTING]
    for number, passage in enumerate(reporting):
        shown = reporting[max(0, number - 1) : number + 2]
        shown_texts = [_plain(item.text) for item in shown]
        for position, span in enumerate(passage.sentences):
            report.sentences += 1
            sentence = span.of(text.text)
            last = position == len(passage.sentences) - 1
            beyond = _opening(reporting[number + 1], text) if last and number + 1 < len(reporting) else None
            others = [
                other.of(text.text) for item in shown for other in item.sentences if abs(other.start - span.start) > 400
            ]
            rng.shuffle(others)
            strangers = tuple(rng.sample(list(foreign), min(3, len(foreign))))
            at = Situation(sentence, tuple(others), beyond, strangers, names, rng)
            for name, altered in _altered(at, every):
                bare = _EDGES.sub("", _plain(altered))
                if any(bare in text for text in shown_texts) and name not in SLICES:
                    report.not_altered[name] += 1
                    continue
                _count_altered(report, name, altered, shown)
            _count_variants(report, text, passage, span, rng)


def _opening(passage: Passage, text: documents.Text) -> str | None:
    return passage.sentences[0].of(text.text) if passage.sentences else None


def _altered(at: Situation, every: bool) -> Iterator[tuple[str, str]]:
    """Operator names with altered quotations: all of them, or one result each of a few operators that apply."""
    operators = [*OPERATORS.items(), *SLICES.items()]
    at.random.shuffle(operators)
    used = 0
    for name, operator in operators:
        results = list(dict.fromkeys(operator(at)))
        if not results:
            continue
        if not every:
            results = [at.random.choice(results)]
        yield from ((name, result) for result in results)
        used += 1
        if not every and used >= OPERATORS_A_SENTENCE:
            return


def _count_altered(report: MutationReport, name: str, altered: str, shown: Sequence[Passage]) -> None:
    ruling = rule(altered, shown)
    row = report.altered.setdefault(name, Row())
    row.cases += 1
    setattr(row, ruling.match.value, getattr(row, ruling.match.value) + 1)
    if ruling.match is not Match.REJECTED:
        report.violations.append(f"{ruling.match.value}: {name}: {altered!r} ({ruling.reason}; {ruling.difference})")


def _count_variants(
    report: MutationReport, text: documents.Text, passage: Passage, span: Span, rng: random.Random
) -> None:
    sentence = span.of(text.text)
    ruling = rule(sentence, [passage])
    if ruling.match is not Match.VERIFIED:
        report.unquotable[re.sub(r"“.*?”|\d+", "…", ruling.reason)] += 1
        return
    name, variant = rng.choice(list(VARIANTS.items()))
    written = variant(sentence, rng)
    if written != sentence:
        _count_variant(report, f"{name}, in the quotation", written, passage, span)
    before, after = passage.text[: span.start - passage.start], passage.text[span.end - passage.start :]
    opening, middle, closing = (variant(part, rng).strip("\n \u200b\u200d\ufeff") for part in (before, sentence, after))
    if middle != sentence:
        start = len(opening) + 1
        source = f"{opening}\n{middle}\n{closing}"
        place = Span(start, start + len(middle))
        other = Passage(passage.document, passage.title, 0, 0, len(source), source, passage.kind, (place,))
        _count_variant(report, f"{name}, in the source", sentence, other, place)


def _count_variant(report: MutationReport, name: str, words: str, passage: Passage, span: Span) -> None:
    ruling = rule(words, [passage])
    row = report.variants.setdefault(name, Row())
    row.cases += 1
    setattr(row, ruling.match.value, getattr(row, ruling.match.value) + 1)
    if ruling.match is Match.VERIFIED and ruling.span != span:
        row.wrong_place += 1
    if ruling.match is not Match.VERIFIED or ruling.span != span:
        report.violations.append(
            f"missed: {name}: {words!r}: {ruling.match.value}, {ruling.reason}, {ruling.span}, {span}"
        )


def _plain(text: str) -> str:
    """A text without its typography, by the suite's own rough rules."""
    text = text.translate(str.maketrans({**dict.fromkeys("“”«»", '"'), **dict.fromkeys("‘’", "'")}))
    return " ".join(text.split())
