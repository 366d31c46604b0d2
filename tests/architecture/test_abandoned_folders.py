"""What a session of tests leaves when it is killed, the next one removes."""

import signal
import subprocess
import sys
from pathlib import Path

from tests.databases import quick_folder, remove_abandoned

ROOT = Path(__file__).parents[2]
HOLDS = """
import sys
from tests.databases import quick_folder
with quick_folder("abandoned") as folder:
    print(folder, flush=True)
    sys.stdin.read()
"""
WAITS = """
import signal
import time
signal.signal(signal.SIGQUIT, signal.SIG_DFL)  # a shell's background ignores it
print(flush=True)
time.sleep(600)
"""


def test_the_folder_of_a_killed_session_goes_with_its_server_and_no_other(tmp_path: Path) -> None:
    with (
        subprocess.Popen(  # noqa: S603 - our own interpreter and words
            [sys.executable, "-c", HOLDS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as session,
        quick_folder("living") as living,
    ):
        assert session.stdout is not None
        folder = Path(session.stdout.readline().strip())
        remove_abandoned(folder.parent)
        assert (folder.is_dir(), living.is_dir()) == (True, True)
        with subprocess.Popen(  # noqa: S603 - as above
            [sys.executable, "-c", WAITS, str(folder)], cwd=tmp_path, stdout=subprocess.PIPE
        ) as server:
            assert server.stdout is not None
            server.stdout.readline()
            (folder / "data").mkdir()
            (folder / "data" / "postmaster.pid").write_text(f"{server.pid}\n{folder}/data\n")
            session.kill()
            session.wait()
            remove_abandoned(folder.parent)
            assert server.wait() == -signal.SIGQUIT
        assert (folder.exists(), living.is_dir()) == (False, True)
