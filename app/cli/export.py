"""`combine export FORMAT`."""

from pathlib import Path

from app.cli.exits import UsageError
from app.cli.folder import write_files
from app.cli.opening import opened_project
from app.cli.output import results, write_json
from app.cli.words import counted
from app.domain.accounts import LOCAL_OPERATOR
from app.exports.archive import zipped
from app.exports.formats import ExportFormat
from app.exports.json_bundle import manifest_digest
from app.services.exports import ExportedFiles, export_project

_ARCHIVE = ".zip"


def export(wanted: ExportFormat, *, project: str | None, out: Path, as_json: bool) -> None:
    """Write what a project has released, to a folder, a zip archive or a file.

    Raises:
        UsageError: `out` cannot be written, or holds other files beside which a bundle cannot be verified.

    """
    if wanted is ExportFormat.JSON and out.is_dir() and any(out.iterdir()):
        raise UsageError(f"{str(out)!r} is not empty, and a bundle stands alone; name a new folder or a .zip file")
    if out.is_dir() and not wanted.is_folder:
        raise UsageError(f"{str(out)!r} is a folder, and {wanted.value} is one file; name the file")
    with opened_project(project) as local, local.runtime.database.read() as session:
        files = export_project(
            session, LOCAL_OPERATOR, project=local.id, wanted=wanted, release_of=local.runtime.release_of
        )
    written = _write(files, wanted, out)
    digest = manifest_digest(files) if wanted is ExportFormat.JSON else None
    if as_json:
        write_json({"project": local.project.slug, "format": wanted.value, "files": written, "digest": digest})
        return
    results().print(f"{counted(len(files), 'file')} in {out}" if wanted.is_folder else f"wrote {out}", markup=False)
    if digest:
        results().print(f"manifest {digest}", markup=False)


def _write(files: ExportedFiles, wanted: ExportFormat, out: Path) -> list[str]:
    if wanted.is_folder and out.suffix != _ARCHIVE:
        targets = write_files(out, files)
    elif wanted.is_folder:
        targets = write_files(out.parent, [(out.name, zipped(files))])
    else:
        targets = write_files(out.parent, [(out.name, files[0][1])])
    return [str(target) for target in targets]
