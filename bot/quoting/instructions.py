"""Text in an article that looks like an instruction to a language model.

Marked and shown to the reader, and changes nothing. Precise: prose that reports that somebody ignored an order
is not marked, since only the imperative at the beginning of a sentence, addressed to a model, is.
"""

import re

from bot.domain import Span

_START = r"(?:^|(?<=[.!?;:>\]})\"”’'*#\-|\n])[ \t]{0,8}|(?<=please )|(?<=now )|(?<=assistant, )|(?<=ai, ))"
_OLD = r"(?:previous|prior|above|earlier|preceding|foregoing|former|existing|original|your|system|other|safety)"
_ORDERS = r"(?:instructions?|prompts?|directions?|rules?|guidelines?|messages?|orders?|context|guardrails?|directives?)"
_LABELS = (
    r"(?:supported|refuted|not[ _]enough[ _](?:evidence|info(?:rmation)?)|true|false|verified|confirmed|conflicting)"
)
_MODEL = (
    r"(?:ai|a\.i\.|large language model|language model|llm|chat ?bot|chatgpt|gpt|(?:ai )?assistant|ai model|"
    r"fact[- ]checker)"
)

_MADE = r"(?:passage|claim|question|answer|source|document|context|quote|tool_result|verdict)"
"""What a prompt may be built of; text between such tags pretends to be a part of one."""

_PATTERNS = (
    rf"<[ \t]*/?(?:(?P<word>[\w-]{{1,32}})[ \t]+)?{_MADE}[ \t]*\d{{0,3}}[ \t]*>"
    rf"(?:[^<]{{0,300}}</[ \t]*(?:(?:[\w-]{{1,32}}[ \t]+)?{_MADE}[ \t]*\d{{0,3}}|(?P=word))[ \t]*>)?",
    rf"{_START}(?:please\s+)?(?:ignore|disregard|forget|override|bypass|skip)\s+"
    r"(?:all\s+|any\s+|everything\s+|of\s+|the\s+|my\s+|these\s+)*"
    rf"(?:{_OLD}\s+)+(?:{_ORDERS}\b|text\b|and\b)",
    rf"{_START}(?:please\s+)?(?:ignore|disregard|forget)\s+(?:everything|all|anything)\s+(?:above|before|you\s+(?:were|have\s+been|know))",
    rf"{_START}(?:new|updated|important|real|actual|hidden|secret|admin(?:istrator)?|developer|system)\s+(?:system\s+)?(?:instructions?|prompt)\s*[:\-]",
    r"(?m:^[ \t>*#\-]*(?:system|assistant|developer)(?:\s+(?:prompt|message|note|instruction))?\s*:(?=\s*\S))",
    r"<\|?/?\s*(?:system|assistant|im_start|im_end|endoftext|start_header_id|end_header_id|eot_id|begin_of_text|start_of_turn|end_of_turn)[^<>\n]{0,40}\|?>",
    r"<[|｜][^\s<>|｜]{1,40}[|｜]>",
    r"\[/?(?:INST|SYS|SYSTEM)\]|<</?SYS>>|(?m:^#{2,}\s*(?:system|instruction|response|assistant)s?\b\s*:?\s*$)",
    rf"{_START}(?:you\s+are|act\s+as|pretend\s+(?:to\s+be|you\s+are)|imagine\s+you\s+are|behave\s+as)\s+(?:now\s+)?(?:an?|the)\s+"
    rf"(?:\w+\s+){{0,2}}{_MODEL}(?=\s*(?:[.,;:!)\n]|$)|\s+(?:that|who|and|whose|in|for|with|designed|trained|reading)\b)",
    rf"{_START}as\s+an?\s+(?:\w+\s+)?(?:{_MODEL}),\s*(?:you\b|respond\b|reply\b|answer\b|output\b|always\b|please\b|do\b|return\b|say\b|write\b)",
    rf"{_START}(?:you\s+(?:must|should|will|shall|have\s+to)\s+(?:now\s+|always\s+|only\s+)?|please\s+|always\s+|simply\s+|just\s+|only\s+|now\s+)?"
    rf"(?:answer|respond|reply|output|return|print|label|mark|classify|rate|judge)\s+"
    rf"(?:(?:only|always|with|that|as|this|the|every|each|all|it|any|claims?|following|is|are|verdict|word|to|question|questions)\s+|[:,\"“‘'`]\s*)*"
    rf"[\"“‘'`]?{_LABELS}\b(?=[\"”’'`.!,;]|\s*$|\s+(?:and|to|for|regardless|no\s+matter|whatever|in|with)\b)",
    rf"{_START}(?:do\s+not|don't|never)\s+(?:follow|obey|mention|reveal|quote|cite)\s+(?:\w+\s+){{0,3}}(?:{_ORDERS}|this\s+(?:text|message|line))\b",
    rf"(?:if|when)\s+you\s+are\s+an?\s+(?:\w+\s+)?{_MODEL}\b",
    r"(?:note|message|attention|instructions?|warning)\s+(?:to|for)\s+(?:the\s+|any\s+|all\s+)?(?:ai|llms?|language\s+models?|chat\s?bots?|ai\s+\w+)\b\s*[:,.\-]",
    r"(?:your|the)\s+(?:new|real|true|only)\s+(?:task|instructions?|goal|role|objective)\s+(?:is|are)\s+(?:now\s+)?to\s+"
    r"(?:answer|respond|reply|output|say|return|mark|label|ignore|classify)\b",
    rf"{_START}(?:reveal|print|repeat|show)\s+(?:me\s+)?(?:your|the)\s+(?:system\s+|hidden\s+|initial\s+)?(?:prompt|instructions)\b",
)
_INSTRUCTION = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[.!?]+[\"”’')\]]*(?=\s|$)|\n")

LONGEST = 400
"""Characters of one marked place, at most."""


def instruction_spans(text: str) -> list[Span]:
    """The places that read as instructions to a model, each from its first word to its sentence's end, in order.

    Offsets are into ``text``; the spans do not overlap.
    """
    spans: list[Span] = []
    for found in _INSTRUCTION.finditer(text):
        start = found.start() + len(found.group()) - len(found.group().lstrip())
        if spans and start < spans[-1].end:
            continue
        ending = _SENTENCE_ENDS.search(text, found.end())
        end = min(ending.start() + len(ending.group().rstrip()) if ending else len(text), start + LONGEST)
        spans.append(Span(start, max(end, found.end())))
    return spans
