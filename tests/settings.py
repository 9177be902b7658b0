"""Settings of the test run: the product's own, on a throw-away data directory."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="retain-setup-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["DATA_DIR"] = _data
for _name in ("DATABASE_URL", "BROKER_URL"):
    os.environ.setdefault(_name, "")
    if not os.environ[_name]:
        del os.environ[_name]

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECRET_KEY = "a key for tests alone, long enough for the deployment check to accept it"
