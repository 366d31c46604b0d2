"""From a project to an accepted document, with nothing but a client that was generated from the served description.

usage: python generated_journey.py ADDRESS SECRET      (in the folder that holds the package `combine_client`)

It runs where the generator is installed, in a process of its own, and writes what it read as JSON.
"""

import json
import sys
import time
from typing import Any

from combine_client import Client
from combine_client.api.account import me
from combine_client.api.documents import read_document
from combine_client.api.gates import accept_document, answer_question_set, list_gates
from combine_client.api.members import set_member
from combine_client.api.projects import adopt_workflow, begin_project, read_project, submit_project_brief
from combine_client.api.runs import order_run, read_run
from combine_client.models import (
    AdoptionOrder,
    AnswersOrder,
    AnswersOrderValues,
    Comment,
    MembershipOrder,
    NewProject,
    Standing,
)
from combine_client.types import File

BRIEF = b"# A fair\n\nThe town holds a fair in May. It must have 40 stalls. Visitors pay at the gate.\n"
PATIENCE_SECONDS = 300


def sure(answer: Any, status: int) -> Any:  # noqa: ANN401 - the generator's types are not known here
    """Give what an operation answered, if it went well."""
    if answer.status_code != status:
        raise SystemExit(f"{answer.status_code}, not {status}: {answer.content.decode()}")
    return answer.parsed


def main(address: str, secret: str) -> None:
    """Go all the way."""
    client = Client(base_url=address, cookies={"combine": secret}, headers={"Sec-Fetch-Site": "same-origin"})
    myself = sure(me.sync_detailed(client=client), 200)
    sure(begin_project.sync_detailed(client=client, body=NewProject(slug="fair"), idempotency_key='"fair"'), 201)
    order = MembershipOrder(standing=Standing.OWNER, roles=["lead"])
    sure(set_member.sync_detailed("fair", myself.id, client=client, body=order), 204)
    sure(submit_project_brief.sync_detailed("fair", client=client, body=File(payload=BRIEF)), 201)
    adoption = AdoptionOrder(workflow="strategy-document", provider="offline")
    sure(adopt_workflow.sync_detailed("fair", client=client, body=adoption), 201)
    run = sure(order_run.sync_detailed("fair", client=client), 201)
    deadline = time.monotonic() + PATIENCE_SECONDS
    accepted = None
    while accepted is None and time.monotonic() < deadline:
        for gate in sure(list_gates.sync_detailed("fair", client=client, mine=True), 200):
            if gate.kind == "answers":
                given = AnswersOrder(values=AnswersOrderValues())
                answered = answer_question_set.sync_detailed(
                    "fair", gate.instance, gate.question_set, client=client, body=given
                )
                sure(answered, 201)
            else:
                accepted = gate.code
                decided = accept_document.sync_detailed(
                    "fair", gate.code, client=client, body=Comment(comment="Good."), if_match=f'"{gate.content}"'
                )
                sure(decided, 200)
                break
        time.sleep(0.2)
    document = sure(read_document.sync_detailed("fair", accepted, client=client), 200)
    missing = sure(read_project.sync_detailed("nowhere", client=client), 404)
    told = {
        "project": sure(read_project.sync_detailed("fair", client=client), 200).title,
        "run": sure(read_run.sync_detailed("fair", run.number, client=client), 200).number,
        "code": document.code,
        "content": sorted(document.content.to_dict()),
        "decisions": [decision.verdict for decision in document.decisions],
        "missing": [missing.status, missing.code],
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
