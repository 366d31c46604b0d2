"""Rules about files: each that is named stays inside the release, exists, and says something."""

from collections.abc import Iterator

from app.domain.definition.faults import advice, fault, in_workflow
from app.domain.definition.gathered import is_covered
from app.domain.definition.manifest import MANIFEST_FILE, WORKFLOW_FILE
from app.domain.definition.material import Material
from app.domain.findings import Finding

_NEVER_IN_A_NAME = frozenset('\\:*?"<>|\0\n\r\t')


def is_inside(path: str) -> bool:
    """Tell whether a path names a file inside a release: relative, forward slashes, no steps up, nothing hidden."""
    hides_or_climbs = "//" in f"/{path}/" or "/." in f"/{path}"
    return not hides_or_climbs and _NEVER_IN_A_NAME.isdisjoint(path)


def paths_stay_inside(material: Material) -> Iterator[Finding]:
    """No file that is named lies outside the release."""
    for pointer, path in _named(material):
        if not is_inside(path):
            yield fault(
                "path_escape",
                in_workflow(pointer),
                f"{path!r} leaves the release",
                "Name a file inside the release, with forward slashes and without `..`.",
            )


def named_files_exist(material: Material) -> Iterator[Finding]:
    """Each file that is named is there."""
    for pointer, path in _named(material):
        if path not in material.files and is_inside(path) and not is_covered(path, material.refused):
            yield fault(
                "missing_file",
                in_workflow(pointer),
                f"there is no file {path!r}",
                "Add the file, or correct the path.",
            )


def prompts_say_something(material: Material) -> Iterator[Finding]:
    """Each prompt is a text."""
    for pointer, path in _prompts(material):
        content = material.files.get(path)
        if content is None:
            continue
        try:
            text = content.decode()
        except UnicodeDecodeError:
            yield fault("not_utf8", in_workflow(pointer), f"{path!r} is not UTF-8", "Save the file as UTF-8.")
            continue
        if not text.strip():
            yield fault("empty_prompt", in_workflow(pointer), f"{path!r} is empty", "Write the prompt.")


def files_are_used(material: Material) -> Iterator[Finding]:
    """Each prompt and schema file is named somewhere; other files are the author's own."""
    used = {path for _, path in _named(material)} | {WORKFLOW_FILE, MANIFEST_FILE}
    for path in sorted(material.files):
        if path not in used and path.startswith(("prompts/", "schemas/")):
            yield advice("unused_file", f"{path}:", f"nothing names {path!r}", "Remove the file, or name it.")


def _prompts(material: Material) -> Iterator[tuple[str, str]]:
    for name, role in material.workflow.roles.items():
        yield f"/roles/{name}/prompt", role.prompt
    for step in material.steps:
        yield f"{step.pointer}/task", step.declaration.task


def _named(material: Material) -> Iterator[tuple[str, str]]:
    yield from _prompts(material)
    for pointer, _, declared in material.document_types():
        yield f"{pointer}/schema", declared.schema_file
