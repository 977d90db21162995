"""Where tests run: property tests try the same examples in CI, commands have a folder alone."""

import gc
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

from thoroughness import examples

# Tests read and write much YAML; this makes the same of it in a tenth of the time.
if yaml.__with_libyaml__:
    setattr(yaml, "SafeLoader", yaml.CSafeLoader)  # noqa: B010 -- mypy takes it for a type
    setattr(yaml, "SafeDumper", yaml.CSafeDumper)  # noqa: B010

pytest_plugins = ("browsing",)

# What tests start would otherwise compile all of crackmap anew, each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A test that wants fewer or more says it by `thoroughness.examples`, too.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=examples(30))
settings.register_profile("dev", deadline=None, max_examples=examples(30))
settings.load_profile("ci" if os.environ.get("CI") else "dev")

# What may change what a command writes, and where it keeps it.
_VARIABLES = (
    "CI_PROJECT_DIR",
    "CRACKMAP_CACHE_DIR",
    "FORCE_COLOR",
    "FORCE_HYPERLINK",
    "GITHUB_ACTIONS",
    "GITHUB_WORKSPACE",
    "NO_COLOR",
)


def pytest_collection_finish() -> None:
    """Keep what all tests share: looking through it for garbage takes a sixth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def cache_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Names of folders that are not there yet, below one for all tests."""
    root = tmp_path_factory.mktemp("cache")
    return (str(root / str(number)) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_cache(cache_folders: Iterator[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes what crackmap keeps for the person who runs the tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", next(cache_folders))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, on a day that never changes, whatever the surroundings say."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CRACKMAP_TODAY", "2026-06-01")
    for name in _VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path
