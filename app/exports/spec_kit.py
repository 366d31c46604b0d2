"""The layout of spec-kit: a constitution, a roadmap, and a folder with specification, plan and tasks for each feature.

Words are taken over as they stand; where spec-kit asks for what no document states, the file says so.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from app.domain.definition.release import Release
from app.exports.bundle import BundleDocument, rendered, stem_of
from app.exports.escaping import heading, inline, slug
from app.exports.features import Feature, Features, Stated, Story, assumptions_in, features_in
from app.exports.sources import answered_questions, question_text
from app.exports.work_items import stated_in

_NOTHING = "*Nothing is stated.*"
_UNKNOWN = "NEEDS CLARIFICATION"
_CONTEXT = (
    "Language/Version",
    "Primary Dependencies",
    "Storage",
    "Testing",
    "Target Platform",
    "Project Type",
    "Performance Goals",
    "Constraints",
    "Scale/Scope",
)


def spec_kit(
    documents: Sequence[BundleDocument], *, release: Release, project: str, on: date
) -> tuple[tuple[str, bytes], ...]:
    """Give every file of the layout by relative path, sorted; `on` is the day that the files say.

    Raises:
        app.exports.work_items.NoWorkItems: the release has nothing that could be a feature with stories.

    """
    found = features_in(documents, release=release)
    epic = slug(project) or "project"
    files = {
        ".specify/memory/constitution.md": _constitution(found, project, on),
        f"specs/{epic}/roadmap.md": _roadmap(found, project),
    }
    if found.features:
        active = f"specs/{found.features[0].branch}"
        files[".specify/feature.json"] = json.dumps({"feature_directory": active}) + "\n"
    for feature in found.features:
        folder = f"specs/{feature.branch}"
        files[f"{folder}/spec.md"] = _spec(feature, documents, epic=epic, on=on)
        files[f"{folder}/plan.md"] = _plan(feature, on=on)
        files[f"{folder}/tasks.md"] = _tasks(feature)
    texts = dict(zip((stem_of(document) for document in documents), rendered(documents), strict=True))
    for feature in found.features:
        for document in feature.documents:
            files[f"specs/{feature.branch}/{_file_of(document)}"] = texts[stem_of(document)]
    return tuple(sorted((path, text.encode()) for path, text in files.items()))


def _page(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def _file_of(document: BundleDocument) -> str:
    return f"{stem_of(document).rpartition('/')[2]}.md"


def _constitution(found: Features, project: str, on: date) -> str:
    principles = [f"- **{one.code}**: {inline(one.words)}" for one in found.principles]
    return _page(
        f"# {heading(project)} Constitution",
        "## Core Principles",
        "\n".join(principles) or _NOTHING,
        "## Governance",
        "The documents that these files were exported from are accepted by people; change them there.",
        f"**Version**: 1.0.0 | **Ratified**: {on.isoformat()} | **Last Amended**: {on.isoformat()}",
    )


def _roadmap(found: Features, project: str) -> str:
    rows = [
        "| ID | Sub-feature | Intent | Scope boundary | Depends on | Status | Sub-spec |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for feature in found.features:
        intent = inline(feature.told[0][1]) if feature.told else ""
        codes = ", ".join(one.code for one in feature.requirements)
        cells = (
            f"R{feature.number}",
            f"{inline(feature.item.title)} ({feature.item.code})",
            intent,
            codes,
            _depends_on(feature, found),
            "Draft",
            f"`specs/{feature.branch}`",
        )
        rows.append(f"| {' | '.join(cells)} |")
    return _page(f"# Roadmap: {heading(project)}", "\n".join(rows))


def _depends_on(feature: Feature, found: Features) -> str:
    others = (other for other in found.features if other is not feature and other.item.code in feature.cites)
    return ", ".join(f"R{other.number}" for other in others)


def _spec(feature: Feature, documents: Sequence[BundleDocument], *, epic: str, on: date) -> str:
    stories = [_user_story(number, story) for number, story in enumerate(feature.stories, start=1)]
    origin = f"Parent roadmap: `specs/{epic}/roadmap.md` → entry **R{feature.number}**."
    return _page(
        f"# Feature Specification: {heading(feature.item.title)}",
        f"**Feature Branch**: `{feature.branch}`",
        f"**Created**: {on.isoformat()}",
        "**Status**: Draft",
        f'**Input**: User description: "{inline(_described(feature))}" {origin}',
        *_clarifications(feature, on),
        "## User Scenarios & Testing *(mandatory)*",
        *(stories or [_NOTHING]),
        "### Edge Cases",
        _NOTHING,
        "## Requirements *(mandatory)*",
        "### Functional Requirements",
        _numbered("FR", feature.requirements),
        "### Key Entities",
        _NOTHING,
        "## Success Criteria *(mandatory)*",
        "### Measurable Outcomes",
        _numbered("SC", feature.measures),
        "## Assumptions",
        "\n".join(_assumptions(documents)) or _NOTHING,
    )


def _described(feature: Feature) -> str:
    return feature.told[0][1] if feature.told else feature.item.title


def _user_story(number: int, story: Story) -> str:
    told = "\n\n".join(f"**{inline(label)}**: {inline(words)}" for label, words in story.told)
    stated = f"stated as {inline(story.priority_word)}" if story.priority_word else "no priority is stated"
    scenarios = (
        ", ".join(f"**{inline(label)}** {inline(words)}" for label, words in parts) for parts in story.scenarios
    )
    return "\n\n".join(
        part
        for part in (
            f"### User Story {number} - {heading(story.item.title)} (Priority: P{story.priority})",
            told,
            f"**Why this priority**: {stated} ({stated_in(story.item)}).",
            "**Independent Test**: every acceptance scenario below holds.",
            "**Acceptance Scenarios**:",
            "\n".join(f"{index}. {scenario}" for index, scenario in enumerate(scenarios, start=1)),
        )
        if part
    )


def _numbered(letters: str, stated: Sequence[Stated]) -> str:
    """Number items as spec-kit does, each with the code that it has in the documents."""
    lines = []
    for number, one in enumerate(stated, start=1):
        measure = f" ({inline(one.measure)})" if one.measure else ""
        lines.append(f"- **{letters}-{number:03d}**: {inline(one.words)}{measure} [{one.code}]")
    return "\n".join(lines) or _NOTHING


def _clarifications(feature: Feature, on: date) -> list[str]:
    lines = [
        f"- Q: {inline(question_text(answered))} → A: {inline(str(answered.get('answer')))}"
        for document in feature.documents
        for answered in answered_questions(document.content)
        if answered.get("assumed") is not True
    ]
    return ["## Clarifications", f"### Session {on.isoformat()}", "\n".join(lines)] if lines else []


def _assumptions(documents: Sequence[BundleDocument]) -> Iterator[str]:
    for code, words in assumptions_in(documents):
        yield f"- {inline(words)} [{code}]"


def _plan(feature: Feature, *, on: date) -> str:
    made = "\n".join(f"- [{document.code}](./{_file_of(document)})" for document in feature.documents)
    return _page(
        f"# Implementation Plan: {heading(feature.item.title)}",
        f"**Branch**: `{feature.branch}` | **Date**: {on.isoformat()} | **Spec**: [spec.md](./spec.md)",
        "## Summary",
        "\n\n".join(f"**{inline(label)}**: {inline(words)}" for label, words in feature.told) or _NOTHING,
        f"What was written for this feature:\n\n{made}" if made else "",
        "## Technical Context",
        "\n\n".join(f"**{label}**: {_UNKNOWN}" for label in _CONTEXT),
        "## Constitution Check",
        "Every principle of `.specify/memory/constitution.md` binds this plan.",
        "## Project Structure",
        _NOTHING,
        "## Complexity Tracking",
        _NOTHING,
    )


def _tasks(feature: Feature) -> str:
    """Write one task for each acceptance scenario; what no document states is left to whoever plans the work."""
    blocks = [
        f"# Tasks: {heading(feature.item.title)}",
        "## Phase 1: Setup",
        _NOTHING,
        "## Phase 2: Foundational",
        _NOTHING,
    ]
    task = 0
    for number, story in enumerate(feature.stories, start=1):
        blocks.append(
            f"## Phase {number + 2}: User Story {number} - {heading(story.item.title)} (Priority: P{story.priority})"
        )
        lines = []
        for parts in story.scenarios:
            task += 1
            words = ", ".join(f"{label.lower()} {words}" for label, words in parts)
            lines.append(
                f"- [ ] T{task:03d} [US{number}] Make true and show by a test ({story.item.code}): {inline(words)}"
            )
        blocks.append("\n".join(lines) or _NOTHING)
    return _page(*blocks)
