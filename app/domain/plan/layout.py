"""Where each step of a definition stands: who opens its scope, who reads what it writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.domain.definition.model import Definition, DocumentInput, DocumentType, GatherInput, ItemInput, Step
from app.domain.names import ROOT, ScopeName, ScopePath, StepId


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """The collection whose items open a scope."""

    scope: ScopeName
    step: StepId
    field: str
    depth: int
    """How many segments the path of the owning instance has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What a gathering step waits for: the collections on the way down, then the gathered step itself."""

    gatherer: StepId
    steps: tuple[StepId, ...]
    """From the gatherer's scope down; the last one produces what is gathered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPlace:
    """One step in its surroundings."""

    index: int
    step: Step
    document_type: DocumentType
    depth: int
    opener: Opener | None
    """The collection that opens this step's scope; None at the root."""

    opens: tuple[tuple[str, tuple[StepId, ...]], ...]
    """Collection fields of this step's document that open a scope, each with the steps that stand directly in it."""

    readers: tuple[StepId, ...]
    """Steps that read this step's document or an item of it, at its path or below."""

    gatherers: tuple[StepId, ...]
    """Steps for which this one is part of a gathered chain; they stand above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A definition as `plan` walks it."""

    definition: Definition
    places: Mapping[StepId, StepPlace]
    openers: Mapping[ScopeName, Opener]
    chains: Mapping[tuple[StepId, GatherInput], Chain]
    producers: Mapping[str, StepId]
    """Document type to the step that produces it."""

    brief_readers: tuple[StepId, ...]
    deepest: int
    """The depth of the deepest step."""


def segment_path(path: ScopePath, depth: int) -> ScopePath:
    """Give the first `depth` segments of `path`."""
    return ScopePath("/".join(path.split("/")[:depth])) if depth else ROOT


@lru_cache(maxsize=2**16)
def paths_by_depth(path: ScopePath, deepest: int) -> tuple[ScopePath, ...]:
    """Give the root, then every path around `path`, then `path` itself, again at each depth below it."""
    own = path.count("/") + 1 if path else 0
    return tuple([segment_path(path, depth) for depth in range(max(own, deepest) + 1)])


def scope_chain(definition: Definition, scope: ScopeName | None) -> tuple[ScopeName, ...]:
    """Give the scopes around `scope`, itself included, outermost first."""
    chain: list[ScopeName] = []
    while scope is not None:
        chain.append(scope)
        scope = definition.scopes[scope].parent
    return tuple(reversed(chain))


def lay_out(definition: Definition) -> Layout:
    """Work out who stands where and reads what in `definition`."""
    producers = {step.produces: step.id for step in definition.steps}
    openers: dict[ScopeName, Opener] = {}
    for scope in definition.scopes.values():
        entity = definition.entity_types[scope.entity_type]
        openers[scope.name] = Opener(
            scope=scope.name,
            step=producers[entity.document_type],
            field=entity.collection,
            depth=len(scope_chain(definition, scope.parent)),
        )
    chains: dict[tuple[StepId, GatherInput], Chain] = {}
    for step in definition.steps:
        for source in step.inputs:
            if isinstance(source, GatherInput):
                target = definition.document_types[source.document_type]
                inner = scope_chain(definition, target.scope)[len(scope_chain(definition, step.scope)) :]
                steps = (*(openers[name].step for name in inner), producers[source.document_type])
                chains[step.id, source] = Chain(gatherer=step.id, steps=steps)
    places = {step.id: _place(definition, index, step, openers, chains) for index, step in enumerate(definition.steps)}
    return Layout(
        definition=definition,
        places=places,
        openers=openers,
        chains=chains,
        producers={str(name): step for name, step in producers.items()},
        brief_readers=tuple(step.id for step in definition.steps if _reads_brief(step)),
        deepest=max((place.depth for place in places.values()), default=0),
    )


def _reads_brief(step: Step) -> bool:
    return any(not isinstance(source, DocumentInput | ItemInput | GatherInput) for source in step.inputs)


def _place(
    definition: Definition,
    index: int,
    step: Step,
    openers: Mapping[ScopeName, Opener],
    chains: Mapping[tuple[StepId, GatherInput], Chain],
) -> StepPlace:
    opened = [opener for opener in openers.values() if opener.step == step.id]
    opened_scopes = {opener.scope for opener in opened}
    readers = [
        other.id
        for other in definition.steps
        if any(
            (isinstance(source, DocumentInput) and source.document_type == step.produces)
            or (isinstance(source, ItemInput) and source.scope in opened_scopes)
            for source in other.inputs
        )
    ]
    return StepPlace(
        index=index,
        step=step,
        document_type=definition.document_types[step.produces],
        depth=len(scope_chain(definition, step.scope)),
        opener=openers[step.scope] if step.scope is not None else None,
        opens=tuple(
            (opener.field, tuple(other.id for other in definition.steps if other.scope == opener.scope))
            for opener in opened
        ),
        readers=tuple(readers),
        gatherers=tuple(dict.fromkeys(chain.gatherer for chain in chains.values() if step.id in chain.steps)),
    )
