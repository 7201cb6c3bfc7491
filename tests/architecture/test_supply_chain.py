"""What is installed is pinned by hash, and the audit of it cannot pass blind."""

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
CORE, DEV, SETUP = (ROOT / f"requirements{part}.lock" for part in ("", "-dev", "-setup"))
PIN = re.compile(
    r"(?P<pin>(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[a-z0-9.+!]+))"
    r"(?P<marker> ; [^\\\n]+)?(?P<hashes>( \\\n    --hash=sha256:[0-9a-f]{64})+)\n"
)

CANARY = "pyyaml==5.3"
CVE = {"id": "CVE-0000-0001", "aliases": [], "summary": "A fault.", "fixed_in": ["9.9"]}


@pytest.mark.parametrize("lock", [CORE, DEV, SETUP], ids=lambda lock: lock.name)
def test_every_line_of_a_lock_is_a_pin_with_hashes(lock: Path) -> None:
    text = lock.read_text()
    unpinned = [line for line in PIN.sub("", text).splitlines() if line]
    assert PIN.search(text)
    assert unpinned == [], "a line of a lock is `name==version` and its hashes, and no address"


def test_the_development_lock_holds_the_core_lock() -> None:
    core, dev = ({match[0] for match in PIN.finditer(lock.read_text())} for lock in (CORE, DEV))
    assert core - dev == set(), "write both locks with `uv export` in one go"


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"].values()
    wanted = {
        CORE: project["project"]["dependencies"],
        DEV: [line for group in groups for line in group],
    }
    for lock, lines in wanted.items():
        pins = [(match["name"], match["version"]) for match in PIN.finditer(lock.read_text())]
        for requirement in map(Requirement, lines):
            versions = [version for name, version in pins if name == requirement.name]
            assert any(requirement.specifier.contains(version) for version in versions), (
                f"{lock.name} does not hold {requirement}"
            )


@contextmanager
def package_index(vulnerabilities: Mapping[str, list[dict[str, object]]]) -> Iterator[str]:
    """An index on loopback that knows these pins and their vulnerabilities; gives its address."""

    class Index(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _, _, name, version, _ = self.path.split("/")
            known = vulnerabilities.get(f"{name}=={version}")
            body = json.dumps({"vulnerabilities": known}).encode()
            self.send_response(404 if known is None else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def audit(folder: Path, index: str, *pins: str) -> subprocess.CompletedProcess[str]:
    """`./run audit` of a lock with these pins, else of ours, by the real tool over this index."""
    locks = []
    if pins:
        locks.append(folder / "requirements.lock")
        locks[0].write_text("".join(f"{pin} \\\n    --hash=sha256:{'0' * 64}\n" for pin in pins))
    (folder / "sitecustomize.py").write_text(
        "import requests\n"
        "ask = requests.Session.request\n"
        "requests.Session.request = lambda session, method, url, **options: ask(\n"
        f"    session, method, '{index}/pypi/' + url.partition('/pypi/')[2], **options)\n"
    )
    return subprocess.run(
        [ROOT / "run", "audit", *locks],
        env={**os.environ, "INSTANCE_DIR": str(folder), "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_audit_is_green_when_every_pin_of_every_lock_was_audited(tmp_path: Path) -> None:
    pins = {match["pin"] for lock in (CORE, DEV, SETUP) for match in PIN.finditer(lock.read_text())}
    with package_index({CANARY: [CVE], **{pin: [] for pin in pins}}) as index:
        result = audit(tmp_path, index)
    assert result.returncode == 0, result.stderr
    assert result.stdout == f"asked={len(pins)} audited={len(pins)} vulnerable=0\n"
    assert json.loads((tmp_path / "sbom.cdx.json").read_text())["bomFormat"] == "CycloneDX"


def test_audit_names_what_is_vulnerable_and_what_could_not_be_audited(tmp_path: Path) -> None:
    with package_index({CANARY: [CVE], "flask==3.1.3": [], "jinja2==1.0": [CVE]}) as index:
        vulnerable = audit(tmp_path, index, "flask==3.1.3", "jinja2==1.0")
        planted = audit(tmp_path, index, "flask==3.1.3", "unheard-of==1.0")
    assert vulnerable.returncode == 1
    assert "jinja2==1.0 CVE-0000-0001 mended in 9.9" in vulnerable.stdout
    assert planted.returncode == 1
    assert "unheard-of==1.0 could not be audited" in planted.stdout


def test_audit_is_red_when_the_index_knows_of_no_vulnerability_at_all(tmp_path: Path) -> None:
    with package_index({CANARY: [], "flask==3.1.3": []}) as index:
        result = audit(tmp_path, index, "flask==3.1.3")
    assert result.returncode == 1
    assert "the audit is blind" in result.stdout


def test_audit_is_red_when_nobody_answers(tmp_path: Path) -> None:
    with package_index({}) as index:
        pass
    result = audit(tmp_path, index, "flask==3.1.3")
    assert result.returncode == 1
    assert "flask==3.1.3 could not be audited" in result.stdout
    assert "Traceback" not in result.stderr
