"""One fact of every kind, with every optional value once given and once left out."""

from app.domain import facts as f
from app.domain.names import ROOT, Code, Digest, DocumentTypeName, ScopePath, StepId


def digest(letter: str) -> Digest:
    """Give a digest that is easy to tell from others."""
    return Digest(letter * 64)


ROOT_INSTANCE = f.InstanceKey(step=StepId("discovery"), path=ROOT)
EPIC_INSTANCE = f.InstanceKey(step=StepId("story_backlog"), path=ScopePath("E-03"))
BINDING = f.ModelBinding(provider="offline", model="drafter", settings={"temperature": 0, "strict": True, "mode": "x"})
DISPATCH_KEY = f.DispatchKey(instance=EPIC_INSTANCE, input_digest=digest("1"), checks_digest=digest("2"), number=1)
DISPATCH = f.Dispatch(
    key=DISPATCH_KEY,
    release_digest=digest("3"),
    binding=BINDING,
    inputs=(
        f.PinnedInput(kind="brief", name="", path=ROOT, content=digest("4")),
        f.PinnedInput(kind="document", name="epic_backlog", path=ROOT, content=None, select=("epics", "goals")),
    ),
    answers=(digest("5"), digest("6")),
    comments=((digest("7"), digest("8")), (digest("9"), digest("a"))),
    rounds_asked=2,
    may_ask=True,
    retry=3,
)

FACTS: tuple[f.Fact, ...] = (
    f.Brief(number=1, digest=digest("a"), blocks=(digest("b"), digest("c"))),
    f.Adoption(
        number=1,
        name="software-product-development",
        version="1.0.0",
        release_digest=digest("d"),
        default_binding=BINDING,
        bindings={StepId("discovery"): f.ModelBinding(provider="anthropic", model="m")},
    ),
    f.RunStarted(number=1),
    DISPATCH,
    f.Attempt(dispatch=DISPATCH_KEY, number=1, outcome=f.Asked(question_set=digest("e"))),
    f.Answers(instance=EPIC_INSTANCE, question_set=digest("e"), number=1, values=digest("f")),
    f.Answers(instance=EPIC_INSTANCE, question_set=digest("e"), number=2, values=None),
    f.Attempt(
        dispatch=DISPATCH_KEY,
        number=2,
        outcome=f.Failed(reason=f.FailureReason.CHECKS, detail=digest("0"), final=True),
    ),
    f.Attempt(dispatch=DISPATCH_KEY, number=3, outcome=f.Wrote(content=digest("1"))),
    f.Version(
        instance=EPIC_INSTANCE,
        number=1,
        document_type=DocumentTypeName("story_backlog"),
        content=digest("1"),
        parts={"stories": digest("2"), "about": digest("3")},
        items={"stories": {Code("E-03/S-02"): digest("4"), Code("E-03/S-01"): digest("5")}},
    ),
    f.Derivation(instance=EPIC_INSTANCE, input_digest=digest("1"), checks_digest=digest("2"), content=digest("1")),
    f.Entities(
        collection=f.CollectionKey(instance=EPIC_INSTANCE, field="stories"),
        number=1,
        raw_digest=digest("6"),
        codes=(Code("E-03/S-02"), Code("E-03/S-01")),
        keys=(
            f.IdentityKey(key=digest("7"), sources=digest("8"), name="sign in"),
            f.IdentityKey(key=digest("9"), sources=digest("a"), name="sign out"),
        ),
    ),
    f.Decision(
        instance=EPIC_INSTANCE,
        number=1,
        content=digest("1"),
        input_digest=digest("1"),
        policy_digest=digest("b"),
        verdict=f.Verdict.SEND_BACK,
        comment=digest("c"),
    ),
    f.Decision(
        instance=EPIC_INSTANCE,
        number=2,
        content=digest("1"),
        input_digest=digest("1"),
        policy_digest=digest("b"),
        verdict=f.Verdict.ACCEPT,
        comment=None,
    ),
    f.Retry(instance=EPIC_INSTANCE, input_digest=digest("1"), checks_digest=digest("2"), number=1),
    f.Void(dispatch=DISPATCH_KEY, reason="superseded"),
    f.RunClosed(number=1, outcome=f.RunOutcome.CANCELLED),
)
"""In an order in which they could really have been appended."""
