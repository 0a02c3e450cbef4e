# The line as an image: `docker build -t wismo .`; compose.yaml runs it. docs/containers.md has the details.
ARG PYTHON=3.13-slim

FROM python:${PYTHON} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
# Dependencies first: this layer is built anew only when the lock changes.
COPY pyproject.toml requirements.lock ./
COPY tools/locked.py tools/locked.py
RUN python tools/locked.py --extra oidc --extra traces > runtime.lock \
    && python tools/locked.py --only setuptools > build.lock \
    && python -m pip install --require-hashes --only-binary :all: -r build.lock \
    && python -m venv --without-pip /opt/wismo \
    && python -m pip --python /opt/wismo/bin/python install --require-hashes --only-binary :all: -r runtime.lock
COPY LICENSE README.md wsgi.py ./
COPY ivr ivr
COPY routing routing
COPY prompts prompts
RUN python -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheel . \
    && python -m pip --python /opt/wismo/bin/python install --no-deps --no-index /wheel/*.whl

FROM python:${PYTHON}
LABEL org.opencontainers.image.title="Wismo" \
      org.opencontainers.image.description="A telephone line for retailers" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/opt/wismo/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    WISMO_DATA_DIR=/var/lib/wismo
RUN groupadd --gid 10001 wismo \
    && useradd --uid 10001 --gid wismo --home-dir /var/lib/wismo --shell /usr/sbin/nologin --no-log-init wismo \
    && install --directory --owner wismo --group wismo --mode 0700 /var/lib/wismo
COPY --from=build /opt/wismo /opt/wismo
# The root file system may be read-only: this volume and /dev/shm are all that is written.
VOLUME /var/lib/wismo
USER 10001:10001
WORKDIR /var/lib/wismo
# Calls, and the console.
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["wismo"]
CMD ["serve", "--host", "0.0.0.0"]
