"""The example in CONTRIBUTING.md is a whole check: it passes the style, registers and judges."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

JUDGE_ALL = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
import checks.dns
checks.dns.__path__.append(sys.argv[1])
from checks import registry
from checks.result import Evidence, Item
from checks.subject import Subject
from clients.contract import Answer, Cloud
check = registry.get("dns.tls-reporting")
cloud = Cloud("worldwide", "", "", "", "", "", (), (), "", ())
subject, verdicts = Subject("example.org", cloud), {}
found = ("v=TLSRPTv1; rua=mailto:a@example.org",)
for outcome, records in (("records", found), ("nxdomain", ()), ("servfail", ())):
    answer = Answer("_smtp._tls.example.org", "TXT", outcome, records)
    result = check.judge(subject, Evidence((Item("Answer", "record", answer.evidence()),)), datetime.now(UTC))
    verdicts[outcome] = [result.status, [remedy.text for remedy in result.remedy]]
print(json.dumps({"why": check.why, "what": check.what, "verdicts": verdicts}))
"""


def example() -> str:
    match = re.search(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL)
    assert match
    return match.group(1)


def test_the_example_check_is_complete_and_gives_each_verdict(tmp_path: Path) -> None:
    (tmp_path / "tls_reporting.py").write_text(example(), "utf-8")
    command = [sys.executable, "-c", JUDGE_ALL, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    said = json.loads(done.stdout)
    line = '_smtp._tls.example.org. 3600 IN TXT "v=TLSRPTv1; rua=mailto:postmaster@example.org"'
    assert said["verdicts"] == {
        "records": ["passed", []],
        "nxdomain": ["warning", [line]],
        "servfail": ["error", ["Run this check again in a few minutes."]],
    }
    assert said["what"] == "Asks DNS for the TXT record _smtp._tls of the domain."
    assert said["why"].startswith("Mail that cannot be encrypted")


def test_the_example_check_keeps_the_house_style() -> None:
    for command in (["check", "--quiet"], ["format", "--check", "--quiet"]):
        ruff = [
            sys.executable,
            "-m",
            "ruff",
            *command,
            "--stdin-filename",
            "checks/dns/tls_reporting.py",
            "-",
        ]
        done = subprocess.run(ruff, cwd=ROOT, input=example(), capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
