"""What `crackmap lint` does: check, mend, compare with the baseline, write, and judge."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from crackmap import run, terminal
from crackmap.cache import Result
from crackmap.finding import Finding, Report, listing, plural, rank

# The formats that statistics have; the others are for programs that want each crack.
COUNTED = ("full", "concise", "json")


@dataclass(frozen=True)
class Lint:
    """The options of one `crackmap lint`; the command line says what each means.

    `outputs` holds formats and the files they go to, None for standard output; `cache_dir` is
    None where nothing is kept.
    """

    choice: run.Choice
    outputs: tuple[tuple[str, str | None], ...]
    fail_on: str | None = None
    min_severity: str = "note"
    exit_zero: bool = False
    statistics: bool = False
    fix: bool = False
    unsafe_fixes: bool = False
    diff: bool = False
    show_fixes: bool = False
    baseline: str | None = None
    write_baseline: bool = False
    prune_baseline: bool = False
    cache_dir: str | None = None
    color: str = "auto"


def outputs(
    formats: Sequence[str], file: str | None, known: Sequence[str], *, statistics: bool = False
) -> tuple[tuple[str, str | None], ...]:
    """Give the formats that are asked for and where each goes: `sarif=cracks.sarif`, say.

    Where there shall be `statistics`, one of them must be a format that has them.
    """
    wanted: list[tuple[str, str | None]] = []
    for word in (part.strip() for one in formats for part in one.split(",")):
        name, _, target = word.partition("=")
        run.one_of("--output-format", name, known)
        wanted.append((name, target or None))
    if not wanted:
        in_actions = os.environ.get("GITHUB_ACTIONS") == "true" and not statistics
        wanted = [("github" if in_actions else "full", None)]
    if statistics and not any(name in COUNTED for name, _ in wanted):
        run.fail(
            f"--statistics: there are none as {wanted[0][0]}",
            f"ask for {listing(COUNTED, 'or')}; others can be written to a file beside it",
        )
    if file:
        wanted = [(name, target or file) for name, target in wanted]
    targets = [target for _, target in wanted]
    if len(set(targets)) < len(targets):
        run.fail("two formats go to one place", "give each a file: --output-format json=out.json")
    return tuple(wanted)


def paths(named: Sequence[str], stdin_filename: str | None) -> tuple[str, ...]:
    """Give the paths of the run: standard input, where nothing but its name is given."""
    if stdin_filename and not named:
        return ("-",)
    if stdin_filename and "-" not in named:
        run.fail("--stdin-filename: standard input is not read", "add -, or leave the option out")
    return tuple(named)


def _spare_inputs(options: Lint, begun: run.Run) -> None:
    """End the command before a report is written over a process that it is about."""
    inputs = {os.path.realpath(one.path) for one in begun.inputs}
    for _, target in options.outputs:
        if target and os.path.realpath(target) in inputs:
            run.fail(f"{target} is a file of the run", "write the report to another file")


def lint(options: Lint) -> int:
    """Do it once, and give the exit code."""
    begun = run.begin(options.choice)
    _spare_inputs(options, begun)
    mended: bytes | None = None
    if options.diff:
        return _show_diff(options, begun)
    if options.fix:
        begun = _mend(options, begun)
        mended = next((one.data for one in begun.inputs if begun.is_stdin(one)), None)
    results = begun.results(options.cache_dir)
    report = _judged(options, begun, begun.report(results), results)
    shown = _shown(report, options.min_severity)
    for name, target in options.outputs:
        if target is None and mended is not None:
            # Standard output is for the mended text, as an editor expects it.
            typer.echo(_written(options, name, shown, color=False), err=True, nl=False)
        else:
            color = target is None and terminal.has_colour(options.color)
            run.write_out(_written(options, name, shown, target=target, color=color), target)
    if mended is not None:
        run.write_out(mended)
    return _exit_code(options, _limits(begun, results), report)


def watch(options: Lint) -> None:
    """Do it now and whenever a file of the run changes, until the person has had enough."""
    from crackmap import watching
    from crackmap.files import NoInput
    from crackmap.readers.yaml import Unreadable

    choice = options.choice
    if "-" in choice.paths:
        run.fail("--watch: standard input cannot be watched", "name a file or a folder")
    run.check_settings_options(choice.config, isolated=choice.isolated)
    settings = run.workspaces(choice)

    def look() -> watching.State:
        paths = list(choice.paths)
        with contextlib.suppress(NoInput, Unreadable):  # told by the run, until it is mended
            paths = paths or settings.process_files()
        others = (choice.config, options.baseline, None if paths else "crackmap.yaml")
        return watching.state(paths, [one for one in others if one])

    def once(files: int) -> None:
        nonlocal settings
        settings = run.workspaces(choice)
        if sys.stdout.isatty():
            run.write_out("\033[2J\033[H")
        with contextlib.suppress(typer.Exit):
            lint(options)
        typer.echo(f"watching {plural(files, 'file')}; end with Ctrl-C", err=True)

    watching.watch(look, once, mends=options.fix)
    typer.echo(err=True)  # the prompt begins a line of its own


def _show_diff(options: Lint, begun: run.Run) -> int:
    """Show what --fix would change."""
    from crackmap import fixing

    fixed = fixing.fix(begun.inputs, begun.check_these, unsafe=options.unsafe_fixes)
    changes = fixing.diff(fixed)
    run.write_out(_coloured(changes) if terminal.has_colour(options.color) else changes)
    if any(one.rule == "unreadable" for one in fixed.report.findings):
        return 2
    return int(bool(fixed.changed()))


def _coloured(diff: str) -> str:
    """Give a diff with green for what comes and red for what goes."""
    from crackmap.writers.concise import BOLD, paint

    codes = {"--- ": BOLD, "+++ ": BOLD, "@@ ": "36", "+": "32", "-": "31"}
    lines = diff.split("\n")
    return "\n".join(
        paint(line, next((code for sign, code in codes.items() if line.startswith(sign)), ""))
        for line in lines
    )


def _mend(options: Lint, begun: run.Run) -> run.Run:
    """Apply fixes, and give the run over the mended files."""
    from crackmap import fixing

    fixed = fixing.fix(begun.inputs, begun.check_these, unsafe=options.unsafe_fixes)
    try:
        fixing.save(fixed.without(begun.is_stdin))
    except fixing.NotSaved as error:
        run.fail(str(error), error.help)
    if options.show_fixes:
        _tell("fixes:", (f"{one.span.path}: {_fix_of(one)}" for one in fixed.applied))
    if fixed.applied:
        files = plural(len(fixed.changed()), "file")
        fixes = "1 fix" if len(fixed.applied) == 1 else f"{len(fixed.applied)} fixes"
        typer.echo(f"made {fixes} in {files}", err=True)
    return replace(begun, inputs=list(fixed.after))


def _fix_of(finding: Finding) -> str:
    return f"{finding.rule}: {finding.fix.title if finding.fix else ''}"


def _judged(options: Lint, begun: run.Run, report: Report, results: Sequence[Result]) -> Report:
    """Compare the report with the baseline, where there is one, and keep the baseline."""
    path = options.baseline or _default_baseline(options, results)
    asked = options.baseline or options.write_baseline or options.prune_baseline
    if path is None or not (asked or Path(path).is_file()):
        return report
    from crackmap import baseline as known

    paths = {one.id: one.path for one in report.processes}

    def could_find(rule: str, process: str) -> bool:
        return process in paths and begun.asks(rule, paths[process])

    base, data = known.Baseline(path=path), b""
    if Path(path).is_file():
        try:
            data = Path(path).read_bytes()
            base = known.read(data, path)
        except known.Malformed as error:
            run.fail_unreadable(error)
        except OSError as error:
            run.fail(f"{path} cannot be read: {error.strerror or error}")
    elif not options.write_baseline:
        run.fail(f"there is no baseline {path}", "write one with --write-baseline")
    compared = known.compare(report, base, could_find)
    if options.write_baseline or options.prune_baseline:
        added = compared.report.open if options.write_baseline else ()
        removed = compared.gone if options.prune_baseline else ()
        text, new = known.updated(base, added, removed)
        if text.encode() != data:
            run.write_out(text, path)
        if options.write_baseline:
            _tell(f"{path}: {plural(len(new), 'crack')} added", new)
            compared = known.compare(report, known.read(text.encode(), path), could_find)
        if options.prune_baseline:
            _tell(f"{path}: {plural(len(removed), 'crack')} taken out", removed)
    if compared.gone and not options.prune_baseline:
        words = f"{path}: {plural(len(compared.gone), 'known crack')} gone; --prune-baseline"
        _tell(f"{words} takes {'it' if len(compared.gone) == 1 else 'them'} out", compared.gone)
    return compared.report


def _default_baseline(options: Lint, results: Sequence[Result]) -> str | None:
    """Give the baseline beside the first crackmap.yaml of the run, else the one that lies here."""
    configs = sorted({result.config for result in results if result.config})
    if options.choice.isolated and not (options.write_baseline or options.prune_baseline):
        return None
    folder = Path(configs[0]).parent if configs else Path()
    return (folder / "cracks.yaml").as_posix()


def _tell(headline: str, lines: Iterable[object]) -> None:
    from crackmap.source import printable

    typer.echo(printable(headline), err=True)
    for line in lines:
        typer.echo(f"  {printable(str(line))}", err=True)


def _written(
    options: Lint, name: str, report: Report, *, target: str | None = None, color: bool
) -> str:
    """Give the report in one format, or only its counts."""
    if options.statistics and name in COUNTED:
        return _statistics(report, name)
    writer = importlib.import_module(f"crackmap.writers.{name}")
    if name == "full":
        links = target is None and terminal.has_links(options.color)
        text: str = writer.write(report, colour=color, links=links)
    elif name == "concise":
        text = writer.write(report, colour=color)
    else:
        text = writer.write(report)
    return text


def _shown(report: Report, least: str) -> Report:
    kept = tuple(one for one in report.findings if rank(one.severity) >= rank(least))
    return replace(report, findings=kept)


def _statistics(report: Report, form: str) -> str:
    from crackmap.writers import concise

    counts: dict[tuple[str, str], int] = {}
    for finding in report.open:
        key = (finding.rule, finding.severity)
        counts[key] = counts.get(key, 0) + 1
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    if form == "json":
        told = [{"rule": rule, "severity": how, "count": count} for (rule, how), count in rows]
        return json.dumps(told, indent=2) + "\n"
    width = max((len(str(count)) for _, count in rows), default=1)
    lines = [f"{count:>{width}}  {severity:<7}  {rule}" for (rule, severity), count in rows]
    return "".join(f"{line}\n" for line in (*lines, *concise.ending(report)))


def _limits(begun: run.Run, results: Sequence[Result]) -> dict[str, str]:
    """Give from which severity on a finding in a file fails; some point to crackmap.yaml."""
    limits = {result.config: result.fail_on for result in results}
    return limits | {
        one.path: result.fail_on for one, result in zip(begun.inputs, results, strict=True)
    }


def _exit_code(options: Lint, limits: Mapping[str, str], report: Report) -> int:
    if any(finding.rule == "unreadable" for finding in report.findings):
        return 2
    if options.exit_zero:
        return 0
    for finding in report.open:
        limit = options.fail_on or limits.get(finding.span.path, "error")
        if rank(finding.severity) >= rank(limit):
            return 1
    return 0
