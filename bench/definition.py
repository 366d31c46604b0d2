"""What judging a definition costs: 200 steps, each with a schema file of its own, by its parts.

Run from the root of the repository: `python bench/definition.py`. Times are CPU seconds of this process.
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.domain.definition.manifest import WORKFLOW_FILE
from app.domain.definition.strict_yaml import read_yaml
from app.domain.definition.validation import validate
from tests.domain.definition.samples import Sample

STEPS = 200
ROUNDS = 25


def files_of(steps: int, round_number: int) -> Mapping[str, bytes]:
    """Give a release in which every step reads the one before it; no two schemas are equal, nor those of two rounds."""
    sample = Sample()
    shape = sample.workflow
    pattern = json.dumps(sample.schemas["schemas/survey.json"])
    for number in range(steps - len(shape["document_types"])):
        name = f"more_{number}"
        sample.schemas[f"schemas/{name}.json"] = {**json.loads(pattern), "$comment": f"{round_number} {number}"}
        code = f"X{chr(65 + number // 26)}{chr(65 + number % 26)}"
        shape["document_types"][name] = {"title": name, "code": code, "schema": f"schemas/{name}.json"}
        before = {"document": f"more_{number - 1}"} if number else {"brief": "blocks"}
        shape["steps"].append({**shape["steps"][1], "id": name, "produces": name, "inputs": [before]})
        shape["steps"][-1]["task"] = f"prompts/tasks/{name}.md"
    return sample.sealed()


def seconds(act: Callable[[], object]) -> float:
    """Give the CPU seconds of one act."""
    start = time.process_time()
    act()
    return time.process_time() - start


def main() -> None:
    """Print the best of several rounds, each with schemas that were never met."""
    rounds = [files_of(STEPS, number) for number in range(ROUNDS)]
    whole = min(seconds(partial(validate, files)) for files in rounds)
    text = rounds[0][WORKFLOW_FILE]
    reading = min(seconds(lambda: read_yaml(text, file=WORKFLOW_FILE)) for _ in range(ROUNDS))
    found = validate(rounds[0])
    print(
        f"{STEPS} steps, {len(rounds[0])} files: {whole * 1e3:.1f} ms in all, {reading * 1e3:.1f} ms of it YAML,"
        f" {len(found)} findings"
    )


if __name__ == "__main__":
    main()
