FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    DATA_DIR=/var/lib/retain-setup

RUN groupadd --gid 10001 retain \
 && useradd --uid 10001 --gid retain --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin retain \
 && install -d -m 0700 -o retain -g retain /var/lib/retain-setup

WORKDIR /srv/retain-setup

COPY requirements-prod.txt ./
RUN pip install --require-hashes --only-binary=:all: --no-deps --disable-pip-version-check -q -r requirements-prod.txt

COPY manage.py ./
COPY config ./config
COPY engine ./engine
COPY people ./people
COPY wizard ./wizard
COPY checks ./checks
COPY clients ./clients
COPY sync ./sync
COPY scripts ./scripts
COPY simulator ./simulator
COPY templates ./templates
COPY static ./static

# The keys made for this one command live in a directory that is gone with it.
RUN DATA_DIR=/tmp/collect python manage.py collectstatic --noinput -v 0 && rm -rf /tmp/collect

USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "30", "--access-logfile", "-"]
