"""The drafter that needs no model: it sorts, quotes and checks what the author wrote, and asks for the rest."""
