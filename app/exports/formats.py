"""The formats that a project can be exported in."""

from enum import StrEnum


class ExportFormat(StrEnum):
    """What is written, named as on the command line."""

    MARKDOWN = "markdown"
    """Every released document, to read."""

    JSON = "json"
    """Documents, schemas, provenance, audit, and a verifier."""

    SPEC_KIT = "spec-kit"
    JIRA_CLOUD = "jira-cloud"
    JIRA_DATA_CENTER = "jira-data-center"
    GITHUB = "github"

    @property
    def is_folder(self) -> bool:
        """Tell whether it is several files, which a zip archive may hold, or one."""
        return self in (ExportFormat.MARKDOWN, ExportFormat.JSON, ExportFormat.SPEC_KIT)
