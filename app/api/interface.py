"""The interface's routers, with all that they import; loaded after the first probe was answered, or when needed."""

from typing import Final

from app.api.routers import account, members, projects

ROUTERS: Final = (projects.router, members.router, account.router)
"""In the order of their traffic: routes are tried one after the other."""
