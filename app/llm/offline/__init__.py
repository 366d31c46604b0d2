"""The drafter that needs no model: it sorts, quotes and checks what the author wrote, and asks for the rest.

The Markdown parser and the stemmers are imported when the first brief is read: together they cost 0.2 s.
"""

from app.llm.offline.drafter import OfflineDrafter

__all__ = ["OfflineDrafter"]
