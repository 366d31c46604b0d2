from app.domain.names import Json
from app.domain.trace import Coverage, Edge, Node, Trace, TracedDocument, trace

CODE: Json = {"type": "string"}


def listing(**fields: Json) -> Json:
    return {"type": "array", "items": {"type": "object", "properties": {"key": CODE, **fields}}}


def refers(target: Json) -> Json:
    return {"type": "array", "items": {"$ref": "#/$defs/code", "x-ref": target}}


FINDS = TracedDocument(
    document_type="survey",
    code="SV-1",
    path="",
    collections=frozenset({"finds", "needs"}),
    schema={"properties": {"finds": listing(), "needs": listing(finds=refers("finds"))}, "$defs": {"code": CODE}},
    content={
        "finds": [{"key": "F-01"}, {"key": "F-02"}],
        "needs": [{"key": "N-01", "finds": ["F-01"]}, {"key": "N-02"}],
    },
)
ROOMS = TracedDocument(
    document_type="layout",
    code="LY-1",
    path="",
    collections=frozenset({"rooms"}),
    schema={
        "properties": {
            "rooms": listing(needs=refers("survey.needs"), lamps=refers("lamps"), after=refers("rooms")),
            "lamps": listing(),
        },
        "$defs": {"code": CODE},
    },
    content={
        "rooms": [
            {"key": "M-01", "needs": ["N-01"], "lamps": ["l1"], "after": ["M-02"]},
            {"key": "M-02", "needs": [], "sources": [{"item": "F-02"}, {"item": "F-99"}]},
        ],
        "lamps": [{"key": "l1"}],
    },
)
THINGS = TracedDocument(
    document_type="objects",
    code="OB-1@M-01",
    path="M-01",
    collections=frozenset({"things"}),
    schema={
        "properties": {"things": listing(needs=refers(["survey.needs", "room.needs"]), tests=listing())},
        "$defs": {"code": CODE},
    },
    content={"things": [{"key": "M-01/T-01", "needs": ["N-01", "N-77"], "tests": [{"key": "a"}]}]},
)


def traced() -> Trace:
    return trace((FINDS, ROOMS, THINGS))


def test_every_item_is_a_node_named_by_its_code_or_by_its_holder_and_key() -> None:
    assert list(traced().nodes) == [
        "F-01",
        "F-02",
        "N-01",
        "N-02",
        "M-01",
        "M-02",
        "LY-1#l1",
        "M-01/T-01",
        "M-01/T-01#a",
    ]
    assert traced().nodes["M-01/T-01#a"] == Node(
        code="M-01/T-01#a",
        list="objects.things.tests",
        document="OB-1@M-01",
        pointer="/things/0/tests/0",
    )


def test_edges_are_the_declared_references_the_cited_items_the_scope_and_the_holder() -> None:
    assert traced().edges == (
        Edge(source="N-01", target="F-01", field="survey.needs.finds"),
        Edge(source="M-01", target="N-01", field="layout.rooms.needs"),
        Edge(source="M-01", target="LY-1#l1", field="layout.rooms.lamps"),
        Edge(source="M-01", target="M-02", field="layout.rooms.after"),
        Edge(source="M-02", target="F-02", field="sources"),
        Edge(source="M-01/T-01", target="M-01", field="scope"),
        Edge(source="M-01/T-01", target="N-01", field="objects.things.needs"),
        Edge(source="M-01/T-01#a", target="M-01/T-01", field="part_of"),
    )


def test_coverage_names_what_nothing_refers_to_and_what_refers_to_nothing() -> None:
    rows = {(row.of, row.by): row for row in traced().coverage}

    assert rows["survey.needs", "layout.rooms.needs"] == Coverage(
        of="survey.needs",
        by="layout.rooms.needs",
        covered={"N-01": ("M-01",)},
        uncovered=("N-02",),
        orphans=("M-02",),
    )
    assert set(rows) == {
        ("survey.finds", "survey.needs.finds"),
        ("survey.needs", "layout.rooms.needs"),
        ("layout.lamps", "layout.rooms.lamps"),
        ("survey.needs", "objects.things.needs"),
    }


def test_a_link_that_nothing_uses_is_reported_as_uncovered() -> None:
    rows = trace(
        (
            FINDS,
            TracedDocument(
                document_type="layout",
                code="LY-1",
                path="",
                collections=ROOMS.collections,
                schema=ROOMS.schema,
                content={},
            ),
        )
    ).coverage

    assert [(row.by, row.uncovered) for row in rows if row.of == "survey.needs"] == [
        ("layout.rooms.needs", ("N-01", "N-02"))
    ]


def test_upstream_and_downstream_go_all_the_way_nearest_first() -> None:
    assert traced().upstream("M-01/T-01#a") == ("M-01/T-01", "M-01", "N-01", "LY-1#l1", "M-02", "F-01", "F-02")
    assert traced().downstream("F-01") == ("N-01", "M-01", "M-01/T-01", "M-01/T-01#a")
    assert traced().upstream("F-01") == traced().downstream("unknown") == ()


def test_circles_end() -> None:
    document = TracedDocument(
        document_type="layout",
        code="LY-1",
        path="",
        collections=frozenset({"rooms"}),
        schema=ROOMS.schema,
        content={"rooms": [{"key": "M-01", "after": ["M-02"]}, {"key": "M-02", "after": ["M-01"]}]},
    )

    assert trace((document,)).upstream("M-01") == ("M-02",)
