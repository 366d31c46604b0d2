"""A deterministic writer: what it writes follows from the request alone, with knobs in the brief.

A brief is a list of blocks, each a small JSON list: `["summary", text]`, `["area", key, name, source, parts, flags]`,
`["flag", text]`, `["note", text]`. A flag names what a step does wherever the flag is among its inputs: `fail:STEP`
never succeeds, `flaky:STEP` fails once, `ask:STEP:N` asks N times, `stubborn:STEP` ignores comments, `strict:STEP`
fails the second kind of checks until it was told once. Bodies are coarse on purpose, so that other inputs often give
the same content.
"""

from collections.abc import Sequence
from typing import Any

from app.domain.canonical import digest_of
from app.domain.questions import Question, QuestionKind

Request = dict[str, Any]
Block = Sequence[Any]

SUMMARY_STEPS = ("frame", "review")


def write(request: Request) -> dict[str, Any]:
    """Answer `request` with `{"document": ...}`, `{"questions": ...}` or `{"broken": true}`."""
    step = request["step"]
    if _has(request, f"fail:{step}") or (_has(request, f"flaky:{step}") and not request["failures"]):
        return {"broken": True}
    rounds = next((count for count in (1, 2, 3) if _has(request, f"ask:{step}:{count}")), 0)
    if request["may_ask"] and len(request["answers"]) < rounds:
        return {"questions": len(request["answers"]) + 1}
    document: dict[str, Any] = {"body": _body(request)}
    if step == "outline":
        document |= _outline(request)
    elif step == "area_plan":
        document |= _area_plan(request)
    if _has(request, f"strict:{step}") and request["failures"]:
        document["told"] = True
    return {"document": document}


def question(number: int) -> Question:
    return Question(
        key=f"q{number}", text=f"Question {number}?", kind=QuestionKind.TEXT, why="It matters.", assumption="Yes."
    )


def passes(document: dict[str, Any], *, request: Request, checks: int) -> bool:
    """Judge a document as the checks of kind `checks` do."""
    return checks == 1 or not _has(request, f"strict:{request['step']}") or bool(document.get("told"))


def _body(request: Request) -> str:
    step = request["step"]
    made_from = [step, request["inputs"], request["declaration"], request["model"], request["answers"]]
    coarse = int(digest_of(made_from)[:8], 16) % 2
    if not request["sent_back"] or _has(request, f"stubborn:{step}"):
        return f"{step} {coarse}"
    return f"{step} {coarse} after {len(request['sent_back'])}"


def _outline(request: Request) -> dict[str, Any]:
    blocks = request["inputs"][0]
    areas = [
        {"key": key, "name": name, "sources": [source], "parts": parts, "flags": list(flags)}
        for kind, *rest in blocks
        if kind == "area"
        for key, name, source, parts, flags in [rest]
    ]
    if any("reverse" in comment for _, comment in request["sent_back"]):
        areas.reverse()
    flags = [text for kind, *rest in blocks if kind == "flag" for text in rest if text.split(":")[1] in SUMMARY_STEPS]
    summary = [text for kind, *rest in blocks if kind == "summary" for text in rest]
    return {"areas": areas, "summary": [*summary, *flags]}


def _area_plan(request: Request) -> dict[str, Any]:
    area = request["inputs"][0]
    parts = [
        {"key": f"p{number}", "name": f"{area['name']} part {number}", "sources": [f"{area['sources'][0]}.{number}"]}
        for number in range(area["parts"])
    ]
    return {"parts": parts, "intent": f"intent {int(digest_of(request['inputs'])[:8], 16) % 2}"}


def _has(request: Request, flag: str) -> bool:
    return flag in request["text"]
