"""A definition for tests: three levels, two collections, gathering, optional inputs, questions and acceptance.

outline (root, asks, accepted)       brief -> areas[]
survey  (root)                       brief as one text
frame   (root)                       outline.summary, survey?
area_plan (area, asks, accepted)     the area, frame -> parts[]
area_note (area)                     the area, survey?, area_plan?
part_sheet (part)                    the part, its area, area_plan.intent
area_digest (area)                   every part_sheet of the area
review (root, accepted)              every part_sheet, every area_note, outline.answers
"""

from dataclasses import replace

from app.domain.canonical import digest_of
from app.domain.definition.model import (
    Acceptance,
    BriefForm,
    BriefInput,
    Definition,
    DocumentInput,
    DocumentType,
    EntityType,
    GatherInput,
    Input,
    ItemInput,
    Scope,
    Step,
)
from app.domain.names import DocumentTypeName, EntityTypeName, RoleName, ScopeName

AREA, PART = ScopeName("area"), ScopeName("part")
LEAD = RoleName("lead")


def document(name: str, *select: str, required: bool = True) -> DocumentInput:
    return DocumentInput(document_type=DocumentTypeName(name), select=select, required=required)


def gather(name: str, *select: str) -> GatherInput:
    return GatherInput(document_type=DocumentTypeName(name), select=select)


def document_type(
    name: str,
    *,
    scope: ScopeName | None = None,
    collections: dict[str, str] | None = None,
    accepted: bool = False,
    checks: int = 1,
    policy: int = 1,
) -> DocumentType:
    return DocumentType(
        name=DocumentTypeName(name),
        title=name,
        code=name[:2].upper(),
        scope=scope,
        collections={field: EntityTypeName(entity) for field, entity in (collections or {}).items()},
        acceptance=Acceptance(by=(LEAD,)) if accepted else None,
        checks_digest=digest_of(["checks", name, checks]),
        policy_digest=digest_of(["policy", accepted, policy]),
    )


def step(
    name: str, *inputs: Input, scope: ScopeName | None = None, asks: bool = False, prompt: int = 1, rounds: int = 2
) -> Step:
    return Step(
        title=name,
        role=RoleName("writer"),
        scope=scope,
        produces=DocumentTypeName(name),
        inputs=inputs,
        clarify=asks,
        max_question_rounds=rounds,
        declaration_digest=digest_of(["step", name, asks, rounds, prompt]),
    )


def definition(
    version: str = "1",
    *,
    prompts: dict[str, int] | None = None,
    checks: dict[str, int] | None = None,
    policies: dict[str, int] | None = None,
    without_acceptance: dict[str, int] | None = None,
    without_steps: dict[str, int] | None = None,
) -> Definition:
    """Give release `version`: other prompts, checks or policies by name make other digests."""
    prompted, checked, ruled, free = prompts or {}, checks or {}, policies or {}, without_acceptance or {}
    types = [
        document_type("outline", collections={"areas": "area"}, accepted=True),
        document_type("survey"),
        document_type("frame"),
        document_type("area_plan", scope=AREA, collections={"parts": "part"}, accepted=True),
        document_type("area_note", scope=AREA),
        document_type("part_sheet", scope=PART),
        document_type("area_digest", scope=AREA),
        document_type("review", accepted=True),
        document_type("notice"),
    ]
    steps = [
        step("outline", BriefInput(), asks=True),
        step("survey", BriefInput(form=BriefForm.TEXT)),
        step("frame", document("outline", "summary"), document("survey", required=False)),
        step("area_plan", ItemInput(scope=AREA), document("frame"), scope=AREA, asks=True),
        step(
            "area_note",
            ItemInput(scope=AREA),
            document("survey", "body", required=False),
            document("area_plan", required=False),
            scope=AREA,
        ),
        step("part_sheet", ItemInput(scope=PART), ItemInput(scope=AREA), document("area_plan", "intent"), scope=PART),
        step("area_digest", gather("part_sheet"), scope=AREA),
        step("review", gather("part_sheet", "body"), gather("area_note"), document("outline", "answers")),
        step("notice", document("survey", required=False), document("review", required=False)),
    ]
    return Definition(
        name="shape",
        version=version,
        digest=digest_of(
            {
                "version": version,
                "prompts": prompted,
                "checks": checked,
                "policies": ruled,
                "without": [sorted(free), sorted(without_steps or {})],
            }
        ),
        title="Shape",
        scopes={
            AREA: Scope(name=AREA, parent=None, entity_type=EntityTypeName("area")),
            PART: Scope(name=PART, parent=AREA, entity_type=EntityTypeName("part")),
        },
        entity_types={
            EntityTypeName("area"): EntityType(
                name=EntityTypeName("area"),
                prefix="A",
                document_type=DocumentTypeName("outline"),
                collection="areas",
                opens=AREA,
            ),
            EntityTypeName("part"): EntityType(
                name=EntityTypeName("part"),
                prefix="P",
                document_type=DocumentTypeName("area_plan"),
                collection="parts",
                opens=PART,
            ),
        },
        document_types={
            kind.name: replace(
                kind,
                checks_digest=digest_of([kind.checks_digest, checked.get(kind.name, 1)]),
                policy_digest=digest_of([kind.policy_digest, ruled.get(kind.name, 1)]),
                acceptance=None if kind.name in free else kind.acceptance,
            )
            for kind in types
            if kind.name not in (without_steps or {})
        },
        steps=tuple(
            replace(each, declaration_digest=digest_of([each.declaration_digest, prompted.get(each.id, 1)]))
            for each in steps
            if each.id not in (without_steps or {})
        ),
    )
