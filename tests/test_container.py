"""The container image and the services of compose.yaml, as far as they can be checked without a container engine."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from ivr.cli.serve import serve
from ivr.settings import Settings
from tests.cli.serving import Serving
from tools.locked import declared, locked, needed

ROOT = Path(__file__).parents[1]
OURS = ("calls", "console", "jobs")
NOT_SETTINGS = {"POSTGRES_PASSWORD", "VALKEY_PASSWORD", "TLS_DIRECTORY", "IMAGE_TAG"}
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: Mapping[str, Any] = COMPOSE["services"]


def instructions(name: str) -> list[str]:
    """The arguments of each use of an instruction in the Dockerfile."""
    return [line.partition(" ")[2].strip() for line in DOCKERFILE.splitlines() if line.startswith(f"{name} ")]


def example() -> dict[str, str]:
    """deploy/env.example, with a value for every secret."""
    lines = (ROOT / "deploy/env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {name: value or ("" if "SENDER" in name or "SID" in name else "f" * 64) for name, value in given.items()}


def filled(text: str) -> str:
    """A value of compose.yaml with its variables replaced by those of the example."""
    return re.sub(r"\$\{(\w+)[^}]*\}", lambda found: example()[found[1]], text)


def health_checks() -> dict[str, list[str]]:
    """The commands by which containers of the line are asked whether they are well."""
    (image,) = re.findall(r"CMD (\[.*\])$", instructions("HEALTHCHECK")[0])
    return {"calls": yaml.safe_load(image), "console": SERVICES["console"]["healthcheck"]["test"][1:]}


def test_what_the_image_is_built_from_exists_and_is_sent_to_the_builder():
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    kept = [line[1:] for line in ignore if line.startswith("!")]
    sources = [word for each in instructions("COPY") if "--from" not in each for word in each.split()[:-1]]
    assert {"ivr", "routing", "prompts"} <= set(sources)
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if not any(fnmatch(source, each) for each in kept)] == []


def test_the_image_runs_as_an_ordinary_user_and_is_asked_for_its_health():
    *_, last = DOCKERFILE.split("\nFROM ")
    assert re.search(r"^USER ([1-9]\d*):([1-9]\d*)$", last, re.M)
    assert re.search(r"^HEALTHCHECK ", last, re.M)
    assert re.search(r"^VOLUME /var/lib/wismo$", last, re.M)


def test_the_image_shows_the_ports_that_serve_takes():
    port = next(option.default for option in serve.params if option.name == "port")
    assert instructions("EXPOSE") == [f"{port} {port + 1}"]


def test_the_image_has_what_the_line_needs_and_no_tools_of_developers():
    entries = locked((ROOT / "requirements.lock").read_text())
    found = needed(entries, declared(["oidc", "traces"]))
    assert declared(["oidc", "traces"]) <= found
    assert not found & {"pytest", "mypy", "playwright", "setuptools"}
    assert [name for name in found if "--hash=sha256:" not in entries[name]] == []


def test_locked_requirements_lead_to_what_installed_packages_ask_for():
    lock = "a==1\n    # via wismo (pyproject.toml)\nb==1\n    # via\n    #   a\n    #   c\nc==1\n    # via pytest\n"
    assert needed(locked(lock), {"a"}) == {"a", "b"}


def test_images_are_named_without_a_registry():
    names = [*(service["image"] for service in SERVICES.values()), *re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)]
    assert [name for name in names if re.search(r"[.:]", name.partition("/")[0]) and "/" in name] == []


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_do_little_and_comes_back(name: str):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["restart"] == "unless-stopped"
    assert service["stop_grace_period"]
    assert service.get("user", "") != "root"


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_refers_to_is_there(name: str):
    service = SERVICES[name]
    assert set(service["networks"]) <= COMPOSE["networks"].keys()
    volumes = [volume.partition(":")[0] for volume in service.get("volumes", ())]
    assert {each for each in volumes if re.fullmatch(r"\w+", each)} <= COMPOSE["volumes"].keys()
    assert [each for each in volumes if each.startswith("./") and not (ROOT / each).exists()] == []
    for other, how in service.get("depends_on", {}).items():
        checked = SERVICES[other].get("healthcheck", {"disable": "build" not in SERVICES[other]})
        assert how == {"condition": "service_healthy"}
        assert not checked.get("disable")


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["data"]["internal"]


@pytest.mark.parametrize("name", OURS)
def test_the_command_of_a_service_is_one(name: str):
    command, *options = SERVICES[name]["command"]
    assert command == "serve"
    assert serve.make_context("serve", options).params["only"] == name


@pytest.mark.parametrize("name", OURS)
def test_the_environment_of_a_service_is_one_that_the_line_starts_with(name: str, monkeypatch: pytest.MonkeyPatch):
    own = {key: filled(value) for key, value in SERVICES[name]["environment"].items()}
    for key in [*os.environ]:
        if key.startswith(("WISMO_", "TWILIO_")):
            monkeypatch.delenv(key)
    for key, value in {**example(), **own}.items():
        monkeypatch.setenv(key, value)
    settings = Settings.from_env()
    known = {
        str(getattr(field.validation_alias, "choices", [f"WISMO_{each.upper()}"])[0])
        for each, field in Settings.model_fields.items()
    }
    assert settings.redis_url
    assert settings.database_url
    assert {*example(), *own} - known <= NOT_SETTINGS


def test_the_health_checks_tell_a_line_that_answers_from_one_that_does_not(tmp_path: Path):
    serving = Serving(tmp_path).until_it_answers()
    ports = {"calls": serving.port, "console": serving.console_port}
    try:
        for name, command in health_checks().items():
            assert is_well(command, ports[name])
    finally:
        serving.stop()
    assert not is_well(health_checks()["calls"], serving.port)


def is_well(command: list[str], port: int) -> bool:
    """Run a health check against another port than that of the container."""
    program, *arguments = (re.sub(r":808\d/", f":{port}/", word) for word in command)
    assert program == "python"
    return subprocess.run([sys.executable, *arguments], stderr=subprocess.DEVNULL, check=False).returncode == 0


def test_compose_takes_the_file_where_it_is_installed(tmp_path: Path):
    if not (docker := shutil.which("docker")) or subprocess.run([docker, "compose", "version"], check=False).returncode:
        pytest.skip("docker compose is not installed")
    (tmp_path / "env").write_text("\n".join(f"{name}={value}" for name, value in example().items()))
    shutil.copy(ROOT / "compose.yaml", tmp_path)
    (tmp_path / "env").rename(tmp_path / ".env")
    subprocess.run([docker, "compose", "config", "--quiet"], cwd=tmp_path, check=True)
