"""Releases as they are sent: a zip archive, or JSON with the text of each file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import Depends, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.domain.errors import Invalid
from app.domain.strict_json import NotJson, read_json

if TYPE_CHECKING:
    from app.domain.definition.gathered import Gathered

ZIP: Final = "application/zip"
JSON: Final = "application/json"
UNSUPPORTED: Final = 415
MOST_FILES: Final = 2000


class ReleaseTexts(BaseModel):
    """The files of a release as texts, to the last blank."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: dict[str, str] = Field(
        max_length=MOST_FILES,
        description="Text by path, relative to the folder of the release",
        examples=[{"workflow.yaml": "name: strategy-document\nversion: 1.0.0\n", "release.json": "{}"}],
    )


UPLOAD: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The folder of a release: a zip archive, or its files as texts",
        "content": {
            ZIP: {"schema": {"type": "string", "format": "binary"}, "example": "PK…"},
            JSON: {
                "schema": ReleaseTexts.model_json_schema(),
                "example": {"files": {"workflow.yaml": "name: strategy-document\nversion: 1.0.0\n"}},
            },
        },
    }
}
_TEXTS: Final = TypeAdapter(ReleaseTexts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What was sent, not yet taken apart."""

    media_type: str
    body: bytes

    def files(self) -> Mapping[str, bytes]:
        """Take it apart; blocks for as long as that takes.

        Raises:
            app.domain.errors.Invalid: it cannot be, or must not be.

        """
        from app.domain.definition.uploads import require_plain  # noqa: PLC0415 - rarely asked for

        return require_plain(self.gathered())

    def gathered(self) -> "Gathered":
        """Take it apart, with a finding for each file that must not be taken; blocks for as long as that takes.

        Raises:
            app.domain.errors.Invalid: it cannot be taken apart.

        """
        from app.domain.definition.uploads import gather_archive, gather_texts  # noqa: PLC0415 - rarely asked for

        if self.media_type == ZIP:
            return gather_archive(self.body)
        try:
            texts = _TEXTS.validate_json(self.body).files
            read_json(self.body.decode())  # takes as long as the shape allows, and refuses a path that stands twice
        except NotJson as error:
            raise Invalid(f"The body cannot be taken: {error}") from error
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "body"
            raise Invalid(f"The body is not as it must be: {place}: {first['msg']}") from error
        return gather_texts(texts)


async def upload_of(request: Request) -> Upload:
    """Read what was sent.

    Raises:
        HTTPException: 415 for another type.

    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in (ZIP, JSON):
        raise HTTPException(UNSUPPORTED, f"Send {ZIP} or {JSON}", {"Accept": f"{ZIP}, {JSON}"})
    return Upload(media_type=media_type, body=await request.body())


UploadedRelease = Annotated[Upload, Depends(upload_of)]
