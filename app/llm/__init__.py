"""Completers: model providers, the offline drafter, replay."""
