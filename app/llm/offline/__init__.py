"""The drafter that needs no model: it sorts, quotes and checks what the author wrote, and asks for the rest.

It is loaded when it is first asked for a draft; the Markdown parser and the stemmers when it reads the first brief.
"""

from app.llm.offline.completer import OfflineDrafter

__all__ = ["OfflineDrafter"]
