"""The Combine: a governed production line for project documents."""

__version__ = "0.1.0"
