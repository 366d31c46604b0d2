"""Durable execution: reconcile, dispatch, produce, recover."""
