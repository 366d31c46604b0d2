"""SQLAlchemy's object mapper, for processes that execute: the durable engine brings it along.

While one thread imports it, whatever another builds with SQLAlchemy meets half of it and fails. So a process that is
to load the engine beside other work loads the mapper before that work begins. All others do without: it fills six
megabytes.
"""


def load_mapper() -> None:
    """Import the mapper whole; blocks for as long as that takes."""
    import sqlalchemy.orm  # noqa: F401, PLC0415 - only for who will load the engine
