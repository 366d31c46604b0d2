"""The workflow definition language: its file shapes, loading, validation and compiled form."""
