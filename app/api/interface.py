"""The interface's routers, with all that they import; loaded after the first probe was answered, or when needed."""

from typing import Final

from app.api.routers import (
    account,
    adoptions,
    costs,
    definitions,
    documents,
    errors,
    events,
    gates,
    instances,
    members,
    projects,
    records,
    runs,
    traces,
    users,
    written,
)
from app.web import sign_in

ROUTERS: Final = (
    projects.router,
    runs.router,
    gates.router,
    written.router,
    instances.router,
    traces.router,
    documents.router,
    events.router,
    costs.router,
    records.router,
    adoptions.router,
    definitions.router,
    members.router,
    account.router,
    users.router,
    errors.router,
    sign_in.router,
)
"""In the order of their traffic: routes are tried one after the other, longer paths before the shorter they hold."""
