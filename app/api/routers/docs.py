"""The interface's own description: OpenAPI, and Swagger UI from files of this package, so that it renders offline."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response

STATIC_FOLDER: Final = Path(__file__).resolve().parents[1] / "static"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The Combine: HTTP interface</title>
<link rel="stylesheet" href="/docs/static/swagger-ui/swagger-ui.css">
<link rel="icon" href="/docs/static/swagger-ui/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/static/swagger-ui/swagger-ui-bundle.js"></script>
<script src="/docs/static/docs.js"></script>
</body>
</html>
"""

router = APIRouter()


@router.get("/docs", include_in_schema=False)
async def docs() -> Response:
    """Show the interface's description for people."""
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return Response(PAGE, media_type="text/html", headers=headers)
