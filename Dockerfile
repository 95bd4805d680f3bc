# dslint in an image: docker run --rm -v "$PWD:/work:ro" IMAGE check .
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/dslint && /opt/dslint/bin/pip install --no-cache-dir --disable-pip-version-check .

FROM python:3.13-slim
COPY --from=build /opt/dslint /opt/dslint
ENV PATH=/opt/dslint/bin:$PATH PYTHONDONTWRITEBYTECODE=1
# nobody: it reads a mounted folder and writes nothing
USER 65534:65534
WORKDIR /work
ENTRYPOINT ["dslint"]
CMD ["--help"]
