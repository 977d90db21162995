"""Which crackmap.yaml holds for which file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from crackmap.check.process_files import NoPlace, named_by
from crackmap.check.settings import Settings
from crackmap.source.files import (
    WORKSPACE_FILE,
    NoInput,
    RealPaths,
    as_found,
    file_above,
    folder_of,
)
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Span


class Workspaces:
    """Finds the settings for each file of a run: of the nearest crackmap.yaml above it."""

    def __init__(
        self,
        base: Settings,
        config: str | None = None,
        *,
        isolated: bool = False,
        named: Iterable[str] = (),
        choose: Callable[[Settings], Settings] = lambda settings: settings,
        workspace_files: Mapping[Path, bytes] | None = None,
    ) -> None:
        """Use `config` for all files if it is given, nothing at all if `isolated`.

        A link has the settings of the file that it leads to, if it is `named` on the command line.
        `choose` gives what the command line makes of the settings of a file. `workspace_files`
        are those of another day by their full paths; with them, none is looked for on disk.
        """
        self._named = as_found(named)
        self._workspace_files = workspace_files
        self._base = base
        self._choose = choose
        self._real = RealPaths()
        self._of: dict[str, Settings] = {}
        self._above_folder: dict[Path, Path | None] = {}
        self._found: dict[Path | None, Settings] = {}
        self._only: Settings | None = None
        if config:
            self._only = choose(_loaded(config, base))
        elif isolated:
            self._only = choose(base)

    def of(self, path: str) -> Settings:
        """Return the settings for the file (or folder) `path`; raises Unreadable."""
        if self._only is not None:
            return self._only
        if path not in self._of:
            self._of[path] = self._above(folder_of(path, self._named, self._real))
        return self._of[path]

    def process_files(self) -> list[str]:
        """Return the files that `processes` of the settings here name, if it names any.

        Raises NoInput where there are none of those.
        """
        settings = self.of(".")
        if not settings.processes:
            return []
        folder = Path(settings.path).parent
        files: dict[str, None] = {}
        for pattern in settings.processes:
            try:
                paths = named_by(pattern, str(folder))
            except NoPlace as error:
                span = settings.places.get("processes", Span(settings.path))
                raise Unreadable([Problem(span, f"`{pattern}`: {error}", error.help)]) from None
            files.update((_seen_from_here(Path(path)), None) for path in paths)
        if not files:
            patterns = ", ".join(settings.processes)
            raise NoInput(f"{settings.path}: no file matches processes: {patterns}")
        return list(files)

    def _above(self, folder: Path) -> Settings:
        if folder not in self._above_folder:
            self._above_folder[folder] = self._file_above(folder)
        file = self._above_folder[folder]
        if file not in self._found:
            data = self._workspace_files.get(file) if self._workspace_files and file else None
            base = self._base
            if file:
                base = _loaded(_shown(file), base, data, named=False)
            self._found[file] = self._choose(base)
        return self._found[file]

    def _file_above(self, folder: Path) -> Path | None:
        if self._workspace_files is None:
            return file_above(folder, WORKSPACE_FILE)
        above = (place / WORKSPACE_FILE for place in (folder, *folder.parents))
        return next((file for file in above if file in self._workspace_files), None)


def _loaded(
    path: str, base: Settings, data: bytes | None = None, *, named: bool = True
) -> Settings:
    """Return what crackmap.yaml says; what reads it is loaded where there is one."""
    from crackmap.check.workspace_file import load_settings

    return load_settings(path, base, data, named=named)


def _shown(file: Path) -> str:
    """Return the path of a file below or above where people are, as they would write it."""
    here = Path.cwd()
    near = file.is_relative_to(here) or here.is_relative_to(file.parent)
    return Path(os.path.relpath(file)).as_posix() if near else str(file)


def _seen_from_here(path: Path) -> str:
    """Return a relative path without detours: of ../processes/a.yaml, in processes, a.yaml."""
    return path.as_posix() if path.is_absolute() else Path(os.path.relpath(path)).as_posix()
