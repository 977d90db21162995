"""crackmap.yaml: what processes share, and the settings of the checks, each with its place."""

from __future__ import annotations

from dataclasses import replace

from pydantic import ValidationError

from crackmap.check.rule_settings import assumed_rates, ignored_paths, levels_and_options
from crackmap.check.settings import Settings
from crackmap.language.cut_texts import cut_texts
from crackmap.language.faults import problems_of
from crackmap.language.workspace import Workspace
from crackmap.source.files import read_beside
from crackmap.source.nodes import MapNode as Placed
from crackmap.source.problems import Problem, Unreadable
from crackmap.source.span import Span
from crackmap.source.yaml_events import load


def load_settings(
    path: str, base: Settings, data: bytes | None = None, *, named: bool = True
) -> Settings:
    """Read `path` (or `data`, what it held) as crackmap.yaml over `base`; raises Unreadable.

    Where nobody `named` the file, it is not read through a link.
    """
    if data is None:
        file = read_beside(path, "--config", named=named)
        if file.failure:
            words = f"the workspace file: {file.failure}"
            raise Unreadable([Problem(Span(path), words, file.help)])
        data = file.data
    document = load(data, path)
    problems = list(document.problems)
    root = document.root if document.root is not None else Placed(document.source, 0)
    if not isinstance(root, Placed):
        words = "crackmap.yaml needs keys and values"
        problems.append(Problem(Span(path), words, "begin with departments: or rules:"))
        root = Placed(document.source, 0)
    problems += cut_texts(root)
    places: dict[str, Span] = {key: root.span(key) for key in root}
    levels, options = levels_and_options(root.get("rules"), problems, places)
    ignore = ignored_paths(root.get("ignore"), problems, places)
    rates = assumed_rates(root.get("impact"), problems, places)
    try:
        workspace = Workspace.model_validate(root, context={"path": path})
    except ValidationError as error:
        raise Unreadable([*problems, *problems_of(error, root)]) from None
    if problems:
        raise Unreadable(problems)
    return replace(
        base,
        levels={**base.levels, **levels},
        options={**base.options, **options},
        ignore=ignore,
        rates=rates,
        fail_on=workspace.fail_on,
        processes=workspace.processes,
        workspace=workspace,
        path=path,
        places=places,
    )
