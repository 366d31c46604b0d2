# The one image of The Combine: `combine serve`, `combine worker` and `combine migrate` all run from it.
# The base is named by tag so that it can be read; pin it with --build-arg PYTHON_IMAGE=...@sha256:... where you need to.
ARG PYTHON_IMAGE=docker.io/library/python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
WORKDIR /build
COPY requirements/runtime.txt requirements/runtime.txt
RUN python -m venv --without-pip /opt/combine \
    && python -m pip --python /opt/combine/bin/python install --no-cache-dir --no-compile --disable-pip-version-check \
        --require-hashes --only-binary :all: --requirement requirements/runtime.txt \
    && python -m compileall -q -j 0 /opt/combine/lib
COPY app /srv/combine/app
RUN python -m compileall -q -j 0 /srv/combine/app

FROM ${PYTHON_IMAGE}
# Python's own library comes as source alone; compiled once here, every process of the image starts in half the time.
RUN python -m compileall -q -j 0 -x '/(site-packages|idlelib|tkinter|turtledemo|ensurepip|test)/' \
    "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
RUN groupadd --gid 10001 combine \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin combine \
    && install -d -o 10001 -g 10001 -m 0750 /var/lib/combine
COPY --from=build /opt/combine /opt/combine
COPY --from=build /srv/combine/app /srv/combine/app
COPY alembic.ini /srv/combine/alembic.ini
COPY alembic /srv/combine/alembic
COPY definitions /srv/combine/definitions
COPY --chmod=0755 deploy/combine /opt/combine/bin/combine
COPY deploy/healthcheck.py /srv/combine/deploy/healthcheck.py
COPY LICENSE /srv/combine/LICENSE
ENV PATH=/opt/combine/bin:$PATH \
    PYTHONPATH=/srv/combine \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ENVIRONMENT=production \
    HOST=0.0.0.0 \
    PORT=8000
WORKDIR /srv/combine
# What differs from build to build comes last, so that everything above is taken from the cache. `app.core.build` reads
# the commit; the health page, the log and the metrics name it.
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="The Combine" \
      org.opencontainers.image.description="A self-hosted, governed production line for project documents" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
RUN printf '%s\n' "${REVISION}" > app/COMMIT
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["python", "/srv/combine/deploy/healthcheck.py"]
CMD ["combine", "serve"]
