"""How much CPU the offline drafter needs: import, and each document of a 60 KB brief.

Run it as `python -m bench.drafter`. The import loads neither a language nor a pattern; 0.1 s is its limit.
"""

import subprocess
import sys
import time
from tempfile import TemporaryDirectory

from tests.judged_documents import loaded
from tests.llm.drafted_projects import SOFTWARE, DraftedProject

SUBJECTS = ("booking", "invoice", "member", "vehicle", "report", "permit", "lesson", "device", "recipe", "delivery")
VERBS = ("show", "store", "send", "check", "print", "archive", "compare", "translate", "count", "release")
PEOPLE = ("clerk", "teacher", "driver", "visitor", "treasurer", "nurse", "farmer", "curator")


def large_brief(size: int) -> str:
    """Make a requirements text of about `size` characters out of varied material."""
    parts = ["# A large undertaking\n\nToday everything is written on paper, and about 300 cases a year get lost.\n"]
    number = 0
    while sum(map(len, parts)) < size:
        subject, verb = SUBJECTS[number % 10], VERBS[(number * 7 + number // 10) % 10]
        person = PEOPLE[(number * 3 + number // 8) % 8]
        if number % 12 == 0:
            parts.append(f"\n## {subject.capitalize()} of kind {number // 12 + 1}\n\n")
        parts.append(
            f"- The {person} must be able to {verb} each {subject} within {number % 50 + 2} seconds; "
            f"no {subject} may be {verb}ed twice, and case {number} is told to the {person} by e-mail.\n"
        )
        number += 1
    return "".join(parts)


def import_seconds() -> float:
    """Give the CPU seconds of importing the drafter in a process of its own, bytecode written, as installed."""
    code = "import time; t = time.process_time(); import app.llm.offline.drafter; print(time.process_time() - t)"
    code = f"import sys; sys.dont_write_bytecode = False; {code}"
    with TemporaryDirectory() as bytecode:
        command = [sys.executable, "-X", f"pycache_prefix={bytecode}", "-c", code]
        runs = [
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)  # noqa: S603  our own code
            for _ in range(6)
        ]
    return min(float(done.stdout) for done in runs)


def main() -> None:
    """Print the figures and refuse to be slow."""
    print(f"import: {import_seconds():.3f} s")
    project = DraftedProject(brief=large_brief(60_000), release=loaded(SOFTWARE))
    for step in project.release.definition.steps:
        paths = [""] if step.scope is None else [item["key"] for item in project.of("epic_backlog")["epics"]][:2]
        for path in paths:
            request_started = time.process_time()
            project.request(step, path)
            started = time.process_time()
            project.draft(step, path)
            seconds = time.process_time() - started - (started - request_started)
            print(f"{step.id}@{path}: {seconds:.2f} s, judging included")
        if step.scope is not None:
            for item in project.of("epic_backlog")["epics"][2:]:
                project.draft(step, item["key"])


if __name__ == "__main__":
    main()
