# newsbrief served to others: the chat window and the HTTP API, by a user who is not root.
# Nothing secret is in the image: keys and logins come with the volume, or as files and variables.

FROM python:3.11-slim AS build
# Another index for torch, whose usual wheels bring CUDA along (docs/keeping.md).
ARG PIP_EXTRA_INDEX_URL=
WORKDIR /src
RUN python -m venv /opt/newsbrief
COPY requirements.lock ./
RUN /opt/newsbrief/bin/pip install --no-cache-dir -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY assistant assistant
COPY vectorstore vectorstore
COPY prompts prompts
COPY seeds seeds
RUN /opt/newsbrief/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 newsbrief && install -d -o newsbrief -g newsbrief /library
COPY --from=build /opt/newsbrief /opt/newsbrief
ENV PATH=/opt/newsbrief/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    NEWSBRIEF_LIBRARY=/library
USER newsbrief
VOLUME /library
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/api/v1/health', timeout=8)"]
ENTRYPOINT ["newsbrief"]
# Keys that callers need lie in the library: newsbrief keys add.
CMD ["serve", "--host", "0.0.0.0", "--port", "7860"]
