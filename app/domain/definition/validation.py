"""Judging a release before anything runs: every fault at once, each with its code, its place and its fix."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.domain.definition.bounds import MAX_FILE_BYTES, MAX_FILES, MAX_RELEASE_BYTES
from app.domain.definition.faults import fault
from app.domain.definition.gathered import WHOLE, Gathered, is_covered
from app.domain.definition.language import Workflow
from app.domain.definition.manifest import WORKFLOW_FILE, check_manifest
from app.domain.definition.material import Material, lay_out
from app.domain.definition.rules import files as file_rules
from app.domain.definition.rules import hierarchy, inputs, names, schemas, steps, targets, unused
from app.domain.definition.shapes import read_workflow
from app.domain.definition.strict_yaml import read_yaml
from app.domain.findings import Finding
from app.domain.names import JsonObject
from app.domain.strict_json import NotJson, read_json

Rule = Callable[[Material], Iterable[Finding]]

_NAMED_RELEASES = 12
"""So many are named of the releases in a folder that is none."""

RULES: tuple[Rule, ...] = (
    names.unknown_scopes,
    names.unknown_entity_types,
    names.unknown_document_types,
    names.unknown_roles,
    names.unknown_approvers,
    names.reserved_approvers,
    names.duplicate_ids,
    names.duplicate_codes,
    names.duplicate_prefixes,
    names.ambiguous_names,
    hierarchy.scope_cycles,
    hierarchy.shared_ownership,
    hierarchy.ownership_cycles,
    hierarchy.scopes_under_their_owner,
    hierarchy.scopes_opened_once,
    steps.iterations_have_a_collection,
    steps.iterations_stand_where_their_items_are,
    steps.iterations_follow_their_collection,
    steps.steps_stand_in_the_scope_of_their_document,
    steps.documents_are_produced_once,
    inputs.documents_stand_around,
    inputs.gathered_documents_stand_below,
    inputs.items_stand_around,
    inputs.inputs_are_produced_earlier,
    inputs.selected_fields_exist,
    inputs.inputs_are_named_once,
    file_rules.paths_stay_inside,
    file_rules.named_files_exist,
    file_rules.prompts_say_something,
    file_rules.files_are_used,
    schemas.schemas_are_valid,
    schemas.references_are_local,
    schemas.schemas_refuse_nothing_written,
    schemas.reserved_fields_are_free,
    schemas.collections_are_lists_of_keyed_objects,
    targets.references_point_at_lists,
    targets.checks_read_what_is_there,
    unused.unused_roles,
    unused.unused_approvers,
    unused.unused_entity_types,
    unused.unused_scopes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A release that was read and judged."""

    material: Material | None
    """None where the workflow has no shape to lay out."""

    findings: tuple[Finding, ...]


def validate(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Judge the files of a release, by path relative to its folder; every fault in one pass."""
    return read_release(files).findings


def validate_gathered(gathered: Gathered) -> tuple[Finding, ...]:
    """Judge a release of which some files were refused; nothing is said that only follows from their absence."""
    refused = tuple(gathered.refused.values())
    if WHOLE in gathered.refused:
        return refused
    return (*refused, *read_release(gathered.files, gathered.refused).findings)


def read_release(files: Mapping[str, bytes], refused: Collection[str] = ()) -> Judged:
    """Read and judge the files of a release; those that were `refused` are there, and are not among them."""
    oversized = tuple(_sizes(files))
    if oversized:
        return Judged(material=None, findings=oversized)
    if WORKFLOW_FILE not in files:
        path, said = f"{WORKFLOW_FILE}:", f"there is no {WORKFLOW_FILE}"
        inner = sorted(name.removesuffix(f"/{WORKFLOW_FILE}") for name in files if name.endswith(f"/{WORKFLOW_FILE}"))
        if inner:
            found = f"{said} here, but in {', '.join(inner[:_NAMED_RELEASES])}"
            return Judged(material=None, findings=(fault("missing_file", path, found, "Give one of these folders."),))
        missing = fault("missing_file", path, said, "Add the file.")
        told = () if is_covered(WORKFLOW_FILE, refused) else (missing,)
        return Judged(material=None, findings=(*told, *check_manifest(files, None, refused)))
    raw, findings = read_yaml(files[WORKFLOW_FILE], file=WORKFLOW_FILE)
    workflow: Workflow | None = None
    if raw is not None or not findings:
        workflow, shape = read_workflow(raw, file=WORKFLOW_FILE)
        findings += shape
    findings += tuple(check_manifest(files, workflow, refused))
    if workflow is None:
        return Judged(material=None, findings=findings)
    read, unread = _read_schemas(files, workflow)
    material = lay_out(workflow, files=files, schemas=read, refused=refused)
    judged = (finding for rule in RULES for finding in rule(material))
    return Judged(material=material, findings=(*findings, *unread, *judged))


def _sizes(files: Mapping[str, bytes]) -> Iterator[Finding]:
    if len(files) > MAX_FILES:
        yield fault("too_large", ":", f"{len(files):,} files are more than {MAX_FILES:,}", "Remove what is not used.")
    for path, content in files.items():
        if len(content) > MAX_FILE_BYTES:
            message = f"{len(content):,} bytes are more than {MAX_FILE_BYTES:,}"
            yield fault("too_large", f"{path}:", message, "Shorten the file.")
    total = sum(len(content) for content in files.values())
    if total > MAX_RELEASE_BYTES:
        yield fault("too_large", ":", f"{total:,} bytes are more than {MAX_RELEASE_BYTES:,}", "Shorten the release.")


def _read_schemas(
    files: Mapping[str, bytes],
    workflow: Workflow,
) -> tuple[Mapping[str, JsonObject], tuple[Finding, ...]]:
    read: dict[str, JsonObject] = {}
    findings: list[Finding] = []
    for path in dict.fromkeys(declared.schema_file for declared in workflow.document_types.values()):
        if path not in files:
            continue
        try:
            schema = read_json(files[path].decode())
        except (NotJson, UnicodeDecodeError) as error:
            findings.append(fault("schema_not_json", f"{path}:", str(error), "Correct the file."))
            continue
        if isinstance(schema, dict):
            read[path] = schema
        else:
            findings.append(fault("schema_not_json", f"{path}:", "a schema is an object", "Write an object."))
    return read, tuple(findings)
