"""How large a release may be."""

MAX_FILES = 2_000
"""Files in a release."""

MAX_FILE_BYTES = 1_048_576
"""Longest file of a release, in bytes."""

MAX_RELEASE_BYTES = 16 * 1_048_576
"""All files of a release together, in bytes."""
