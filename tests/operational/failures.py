"""How the runbook's failures are caused on a deployment; each script follows the runbook's first block."""

from app.domain.tokens import write_token

_NOBODYS = write_token(bytes(range(32)))  # well-formed, so that the database is asked for it
_READY = "curl -s http://localhost:8000/health/ready"
_ASK_AS_PROGRAM = f"curl --silent --output /dev/null --header 'Authorization: Bearer {_NOBODYS}' http://localhost:8000/api/v1/projects"

UNTIL_NOT_READY = f"until {_READY} | grep -q fail; do sleep 0.3; done"
_UNTIL_MANY_HEADS = f"until {_READY} | grep -q 'many heads'; do sleep 0.3; done"
UNTIL_ABSENT = f"until {_READY} | grep -q absent; do sleep 0.3; done"

MANY_HEADS = f"""
psql "$DATABASE" --quiet --command="COPY alembic_version FROM STDIN" <<< 0001
{_UNTIL_MANY_HEADS}
"""

POOL_SATURATED = f"""
deploy/set-variable DB_POOL_SIZE 1
deploy/set-variable DB_MAX_OVERFLOW 0
docker-compose up --detach --no-deps app
ready
until detailed | jq --exit-status '.checks.pool.status == "pass"' > /dev/null; do sleep 0.3; done
psql "$DATABASE" --quiet --command='BEGIN; LOCK TABLE api_tokens; SELECT pg_sleep(3600)' > /dev/null 2>&1 &
touch asking
for _ in 1 2; do (while [ -e asking ]; do {_ASK_AS_PROGRAM}; done) > /dev/null 2>&1 & done
until detailed | jq --exit-status '.checks.pool.status == "warn"' > /dev/null; do sleep 0.3; done
until metrics | grep -F 'db_client_connections_pending_requests 1.0' > /dev/null; do sleep 0.1; done
"""
"""One connection, held by a request that waits for a table which somebody locked; a second request waits for it."""

POOL_FREE = """
rm asking
psql "$DATABASE" --quiet --output /dev/null --command="
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE query LIKE '%pg_sleep(3600)%' AND pid <> pg_backend_pid()"
"""

DISK_FULL = """
cat > small-disk.yml <<'YAML'
services:
  app:
    working_dir: /small
    tmpfs: ["/tmp:size=64m,mode=1777", "/small:size=300m,mode=1777"]
YAML
COMPOSE_FILE=$COMPOSE_FILE:small-disk.yml docker-compose up --detach --no-deps app
ready
until detailed | jq --exit-status '.checks.disk.status == "pass"' > /dev/null; do sleep 0.3; done
docker-compose exec -T app python -c 'open("/small/growing", "wb").write(bytes(100 * 2**20))'
until detailed | jq --exit-status '.checks.disk.status == "warn"' > /dev/null; do sleep 0.5; done
"""
"""A working directory on a small file system, which fills up while the service runs."""

REQUESTS_FAIL = f"""
psql "$DATABASE" --quiet --command="
    ALTER TABLE api_tokens ALTER COLUMN digest TYPE bytea USING convert_to(digest, 'UTF8')"
for _ in 1 2 3; do {_ASK_AS_PROGRAM}; done
until [ "$(records app '.event == "http.unhandled_error"' | wc -l)" = 3 ]; do sleep 0.3; done
"""
"""Somebody changed a table by hand: what asks it fails in a way that nobody foresaw."""

PROVIDER_OUTAGE = """
docker-compose run --detach --no-deps --name outage app python -c '
from http.server import BaseHTTPRequestHandler, HTTPServer

class Outage(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(503)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", "0")
        self.end_headers()

HTTPServer(("", 9000), Outage).serve_forever()'
deploy/set-variable MODEL_PROVIDER openai:some-model
deploy/set-variable OPENAI_API_KEY sk-drill-3f9aQ7xT2mV8kL5p
deploy/set-variable OPENAI_BASE_URL http://outage:9000/v1
docker-compose up --detach
ready
docker-compose exec -T app combine users add drill@test.internal
TOKEN=$(docker-compose exec -T app combine tokens create drill@test.internal --name drill \
    --scope project:create --scope project:edit --scope project:read --scope run:order)
post() {
    curl --fail --silent --show-error --output /dev/null --header "Authorization: Bearer $TOKEN" \
        --header "Content-Type: $1" --data-binary "$2" "http://localhost:8000/api/v1/projects$3"
}
post application/json '{"slug": "outage"}' ''
post text/plain @examples/briefs/bicycle-workshop.md /outage/briefs
post application/json '{"workflow": "software-product-development"}' /outage/adoption
post application/json '{}' /outage/runs
given_up() { records worker '.event == "call.given_up"'; }
until given_up | grep -q given_up; do sleep 0.5; done
"""
"""A provider that answers every call with 503, and a project whose run needs it."""

SECRETS_IN_FILES = """\
for name in SECRET_KEY OPS_TOKEN DATABASE_URL; do
    (umask 077 && deploy/get-variable $name > deploy/secrets/$name)
    chown 10001:10001 deploy/secrets/$name
    deploy/set-variable ${name}_FILE /run/secrets/$name
    deploy/set-variable $name
done
docker-compose up --detach
ready
"""
"""The secrets that are rotated stand in files, as the manual puts them there."""

CLOSED_TO_OTHERS = """\
psql "$DATABASE" --no-align --tuples-only --command="SELECT has_database_privilege('public', 'combine', 'CONNECT')" |
    grep --quiet --line-regexp f
"""
"""Fails where any role may connect to the database."""
