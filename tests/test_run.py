"""What `./run` cannot do ends in one clear line; nothing here installs anything."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COREUTILS = ("cat", "dirname", "env", "sh")


def run(*arguments: str, script: Path = ROOT / "run", **environment: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [script, *arguments],
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def refusal(*arguments: str, script: Path = ROOT / "run", **environment: str) -> str:
    """The one line with which this start is refused."""
    code, out, complaint = run(*arguments, script=script, **environment)
    assert code == 1
    assert out == ""
    assert complaint.count("\n") == 1, complaint
    return complaint


@pytest.fixture
def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_port_in_use_is_named_with_a_way_out(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = refusal(PORT=str(port), INSTANCE_DIR=str(tmp_path))
    assert f"port {port} is in use" in line
    assert "PORT=" in line


@pytest.mark.parametrize("port", ["eighty", "70000", "-1"])
def test_port_that_is_none_is_refused(port: str, tmp_path: Path) -> None:
    assert "PORT must" in refusal(PORT=port, INSTANCE_DIR=str(tmp_path))


def test_address_of_another_machine_is_refused(tmp_path: Path, free_port: str) -> None:
    line = refusal(HOST="192.0.2.1", PORT=free_port, INSTANCE_DIR=str(tmp_path))
    assert f"cannot listen on 192.0.2.1:{free_port}" in line


def test_folder_that_cannot_be_written_is_named(tmp_path: Path, free_port: str) -> None:
    (tmp_path / "file").touch()
    folder = str(tmp_path / "file" / "instance")
    assert f"cannot write to {folder}" in refusal(PORT=free_port, INSTANCE_DIR=folder)


def test_database_that_does_not_answer_is_named_without_its_password(
    tmp_path: Path, free_port: str
) -> None:
    url = f"postgresql://collegium:hush@127.0.0.1:{free_port}/collegium"
    for arguments in ((), ("flask", "people")):
        line = refusal(*arguments, DATABASE_URL=url, PORT=free_port, INSTANCE_DIR=str(tmp_path))
        assert "the database cannot be opened" in line
        assert free_port in line
        assert "hush" not in line


def test_database_of_another_kind_is_refused(tmp_path: Path, free_port: str) -> None:
    line = refusal(DATABASE_URL="mysql://there", PORT=free_port, INSTANCE_DIR=str(tmp_path))
    assert "DATABASE_URL must begin with postgresql://" in line


@pytest.mark.parametrize(
    ("schema", "advice"),
    [
        ("CREATE TABLE alembic_version (version_num TEXT)", "./run flask db upgrade"),
        (
            "CREATE TABLE alembic_version AS SELECT 'tomorrow' AS version_num",
            "a newer version of Collegium",
        ),
        ("CREATE TABLE orders (id INTEGER)", "tables that are not Collegium's"),
    ],
    ids=["behind", "ahead", "foreign"],
)
def test_existing_database_of_the_users_own_is_left_alone(
    schema: str, advice: str, tmp_path: Path, free_port: str
) -> None:
    file = tmp_path / "own.db"
    with sqlite3.connect(file) as database:
        database.execute(schema)
    database.close()
    before = file.read_bytes()
    url = f"sqlite:///{file}"
    assert advice in refusal(DATABASE_URL=url, PORT=free_port, INSTANCE_DIR=str(tmp_path))
    assert file.read_bytes() == before


def bare_checkout(folder: Path, python3: str) -> Path:
    """The script alone, on a machine whose one Python is this shell script; gives its `run`."""
    programs = folder / "bin"
    programs.mkdir()
    for name in COREUTILS:
        (programs / name).symlink_to(shutil.which(name) or pytest.fail(f"no {name}"))
    (programs / "python3").write_text(f"#!/bin/sh\n{python3}\n")
    (programs / "python3").chmod(0o755)
    return Path(shutil.copy(ROOT / "run", folder))


def test_python_too_old_is_named(tmp_path: Path) -> None:
    script = bare_checkout(tmp_path, '[ "$1" = --version ] && echo Python 3.9.2 || exit 1')
    line = refusal(script=script, PATH=str(tmp_path / "bin"))
    assert "Python 3.11 or newer is needed, found: Python 3.9.2" in line


def test_missing_python_module_is_named_with_its_package(tmp_path: Path) -> None:
    script = bare_checkout(
        tmp_path, f'[ "$2" != "import ensurepip" ] && exec {sys.executable} "$@"'
    )
    line = refusal(script=script, PATH=str(tmp_path / "bin"))
    assert "module 'ensurepip' is missing" in line
    assert "apt install python3-venv" in line


def test_unknown_verb_is_refused_and_help_is_a_result() -> None:
    code, out, complaint = run("dance")
    assert (code, out) == (1, "")
    assert "there is no verb 'dance'" in complaint
    code, out, complaint = run("help")
    assert (code, complaint) == (0, "")
    assert "TEST_DATABASE_URL" in out
