"""A deployment made by the staging manual: every command, in order, up to the one that takes it down."""

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.store.migrations import heads
from tests.operational.check_tools import ROOT
from tests.operational.commands_in_documents import as_script, commands_by_section, outputs_by_section
from tests.operational.containers import DATABASE_IMAGE, ContainerHost

MANUAL = commands_by_section(ROOT / "docs" / "STAGING-DEPLOYMENT.md")
PLANTED = "kq3vX9wLr7TzB2mN"
_DATABASE_ADDRESS = "10.88.77.7"
_TAKE_DOWN = "10. Take it down"
_NEXT_VERSION = """\
cat > {repository}/alembic/versions/9999_next.py <<'MIGRATION'
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.create_table("of_the_next_version", sa.Column("id", sa.Integer, primary_key=True))


def downgrade() -> None:
    op.drop_table("of_the_next_version")
MIGRATION
git -C {repository} add --all
git -C {repository} -c user.name=tests -c user.email=tests@localhost commit --quiet --message Next
git pull"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deployment:
    """A checkout with its `.env`, the containers that run from it, and what its making printed under each heading."""

    host: ContainerHost
    folder: Path
    env: Mapping[str, str]
    printed: Mapping[str, str] = field(default_factory=dict)

    def section(self, number: int) -> str:
        """Give what was printed below a numbered heading of the manual."""
        return next(text for heading, text in self.printed.items() if heading.startswith(f"{number}. "))

    def follow(self, script: str, *, seconds: float = 900) -> subprocess.CompletedProcess[str]:
        """Run a script where the operator stands; gives its output and errors as one text."""
        return subprocess.run(  # noqa: S603 - the documents' own commands
            [shutil.which("bash") or "bash", "-c", f"set -euo pipefail\n{script}"],
            cwd=self.folder,
            env=dict(self.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )

    def take_down(self) -> subprocess.CompletedProcess[str]:
        """Follow the manual's last section."""
        return self.follow("cd combine\n" + "\n".join(MANUAL[_TAKE_DOWN]))


def start_operators_database(host: ContainerHost) -> str:
    """Run the operator's own PostgreSQL, which is there before The Combine is; gives its address."""
    settings = ("--env", "POSTGRES_USER=postgres", "--env", "POSTGRES_DB=other", "--ip", _DATABASE_ADDRESS)
    host.run("podman", "run", "--detach", "--name", "operators-database", *settings, DATABASE_IMAGE)
    return f"{_DATABASE_ADDRESS}:5432"


def follow_manual(host: ContainerHost, folder: Path, *, database: str) -> Deployment:
    """Follow the manual from an empty folder through upgrade and rollback; the upgrade brings a migration."""
    repository = folder / "repository"
    host.run("git", "clone", "--quiet", str(ROOT), str(repository))
    host.run("git", "-C", str(repository), "checkout", "--quiet", "-B", "main")
    env = host.env | {
        "REPOSITORY": str(repository),
        "ADMIN_DATABASE_URL": f"postgresql://postgres@{database}/postgres",
        "DATABASE_HOST": database,
        "PUBLIC_URL": "https://combine.test.internal",
        "OIDC_ISSUER": "https://id.test.internal",
        "OIDC_CLIENT_ID": "combine",
        "OIDC_CLIENT_SECRET": PLANTED,
        "ADMIN_EMAILS": "administrator@test.internal",
        "SUPPORT_CONTACT": "support@test.internal",
        "ESCALATION_CONTACT": "on-call@test.internal",
    }
    followed = {heading: blocks for heading, blocks in MANUAL.items() if heading != _TAKE_DOWN}
    # What a newer version brings, and shorter pauses than people need.
    script = as_script(followed).replace("git pull", _NEXT_VERSION.format(repository=repository, head=heads()[0]))
    last = 'deploy/set-variable ADMIN_EMAILS "$ADMIN_EMAILS"'
    assert last in script
    script = script.replace(last, f"{last}\ndeploy/set-variable DRAIN_SECONDS 0.5")
    made = Deployment(host=host, folder=folder, env=env)
    process = made.follow(script, seconds=1800)
    printed = outputs_by_section(followed, process.stdout)
    assert process.returncode == 0, f"{list(printed)[-1:]}\n{process.stdout[-5000:]}\n{_last_words(made)}"
    # A later shell of the operator holds nothing of what `.env` holds now.
    later = host.env | {"ADMIN_DATABASE_URL": env["ADMIN_DATABASE_URL"]}
    return Deployment(host=host, folder=folder, env=later, printed=printed)


def _last_words(deployment: Deployment) -> str:
    return deployment.follow("cd combine; docker-compose -f docker-compose.yml logs --tail 3").stdout[-5000:]
