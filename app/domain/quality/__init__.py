"""Judging documents: by schema, by identity, references and sources, and by the checks that a definition declares.

Nothing here edits a document. What is judged is what a writer wrote: local keys, references to them, codes of inputs.
Every document is judged by four things without any declaration:

- its JSON Schema, with every error;
- keys: `key` is unique within its list, and is no code that was retired;
- references: each text that its schema marks with `x-ref` is a key or code of the list that it names;
- sources: each object whose schema has a property `sources` cites at least one, and each source is real:
  `{"brief": ID, "occurrence": 1, "quote": "an exact part of that block"}`, `{"answer": ID}`,
  `{"item": "a code in an input"}`, or `{"assumption": "a key of assumptions here, or a code in an input"}`.

The checks that a document type may declare besides, with their parameters, stand in `app.domain.definition.checks`:
`covers, acyclic, ordered, owned_once, known, coverage_table` about references, `each_has, size, distinct,
numbers_reappear, testable, quoted, musts_cited, adds_up, within_period, verdict` about content.
"""
