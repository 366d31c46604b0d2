"""What a page of a list costs, wherever it begins: page 1 and page 2,000 of 100,000 rows, on both databases.

Run from the root of the repository: `python bench/pages.py`. Each figure is the median of many rounds in which the
pages take turns; `again` is page 1 once more, and says how far two figures of the same thing lie apart. The program
fails where page 2,000 costs more than 1.5 of page 1.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.core.database import Database
from tests.databases import PostgreSQLTemplates, SQLiteTemplates, opened, postgresql_server, quick_folder
from tests.debian_server import NoPostgreSQL
from tests.store.many_rows import Many, fill
from tests.store.test_pages import LIMIT, LISTS, List

ROWS = 100_000
LAST = ROWS - LIMIT
"""Where page 2,000 of 50 entries begins."""

ROUNDS = 200
WARM_UP = 20
MOST = 1.5


@contextmanager
def databases() -> Iterator[dict[str, Database]]:
    """Open a database of each kind that can run here."""
    with ExitStack() as stack:
        folder = stack.enter_context(quick_folder("pages"))
        found = {"SQLite": stack.enter_context(opened(SQLiteTemplates(folder)))}
        try:
            url = stack.enter_context(postgresql_server())
            found["PostgreSQL"] = stack.enter_context(opened(PostgreSQLTemplates(url)))
        except NoPostgreSQL as error:
            print(f"no PostgreSQL: {error}")
        yield found


def milliseconds(database: Database, made: Many, listed: List, seen: int) -> float:
    """Give how long one page takes, its transaction included."""
    begun = time.perf_counter()
    with database.read() as session:
        listed(session, made, seen)
    return (time.perf_counter() - begun) * 1000


def medians(database: Database, made: Many, listed: List) -> tuple[float, float, float]:
    """Give the medians of page 1, of page 1 again and of page 2,000, each taking its turn in each round."""
    rounds = [[milliseconds(database, made, listed, seen) for seen in (0, 0, LAST)] for _ in range(ROUNDS + WARM_UP)]
    first, again, last = (statistics.median(column) for column in zip(*rounds[WARM_UP:], strict=True))
    return first, again, last


def main() -> None:
    """Print a line for each list, and fail where a late page costs too much."""
    dear = []
    with databases() as found:
        for kind, database in found.items():
            made = fill(database, ROWS)
            print(f"{kind}, {ROWS:,} rows, {LIMIT} a page; median milliseconds of {ROUNDS}")
            for name, listed in LISTS.items():
                first, again, last = medians(database, made, listed)
                print(
                    f"  {name:26} page 1 {first:6.2f}   again {again / first:5.2f}"
                    f"   page 2,000 {last:6.2f}   ratio {last / first:5.2f}"
                )
                if last / first > MOST:
                    dear.append(f"{kind}: {name}")
    if dear:
        sys.exit(f"page 2,000 costs more than {MOST} of page 1: {'; '.join(dear)}")


if __name__ == "__main__":
    main()
