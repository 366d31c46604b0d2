"""Workflow definitions: data in a file language, loaded strictly, validated whole, compiled into plain values."""
