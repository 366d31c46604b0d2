"""What can be wrong with a database, in words that say what to do.

DatabaseError
├── UnsupportedDatabase   the URL names nothing that The Combine runs on, or another program's tables
├── DatabaseUnreachable   no connection, or the connection broke
├── DatabaseLocked        somebody else holds it for too long
├── DatabaseFull          no space left
├── DatabaseDamaged       the file is not a database, or is damaged
├── DatabaseReadOnly      it may not be written
├── DatabaseBehind        its tables are missing, older than this code, or at several revisions at once
└── DatabaseAhead         its tables are newer than this code
"""


class DatabaseError(Exception):
    """A fault of the database that an operator can mend; its message says how."""


class UnsupportedDatabase(DatabaseError):
    """The URL names nothing that The Combine runs on, or a place that another program took."""


class DatabaseUnreachable(DatabaseError):
    """There is no connection, or it broke."""


class DatabaseLocked(DatabaseError):
    """Somebody else held the database, or what was needed in it, for too long."""


class DatabaseFull(DatabaseError):
    """There is no space left for the database."""


class DatabaseDamaged(DatabaseError):
    """The file is not a database, or is damaged."""


class DatabaseReadOnly(DatabaseError):
    """The database may not be written."""


class DatabaseBehind(DatabaseError):
    """The tables are missing, older than this code, or at several revisions at once."""


class DatabaseAhead(DatabaseError):
    """The tables are newer than this code."""
