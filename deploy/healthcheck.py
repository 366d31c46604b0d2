"""The container's health check: exit 0 if this container's own service says that it is alive.

Standard library only and no import of the application, so that a check costs milliseconds.
"""

import http.client
import os
import sys

port = int(os.environ.get("PORT") or "8000")
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
try:
    connection.request("GET", "/health")
    sys.exit(connection.getresponse().status != http.client.OK)
except OSError:
    sys.exit(1)
