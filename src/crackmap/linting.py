"""What `crackmap lint` does: check, mend, compare with the baseline, write, and judge."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

import typer

from crackmap import run
from crackmap.cache import Result
from crackmap.files import file_above
from crackmap.finding import Finding, Report, plural, rank


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
    formats: Sequence[str], file: str | None, known: Sequence[str]
) -> tuple[tuple[str, str | None], ...]:
    """Give the formats that are asked for and where each goes: `sarif=cracks.sarif`, say."""
    wanted: list[tuple[str, str | None]] = []
    for word in (part.strip() for one in formats for part in one.split(",")):
        name, _, target = word.partition("=")
        run.one_of("--output-format", name, known)
        wanted.append((name, target or None))
    if not wanted:
        wanted = [("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "full", None)]
    if file:
        wanted = [(name, target or file) for name, target in wanted]
    targets = [target for _, target in wanted]
    if len(set(targets)) < len(targets):
        run.fail("two formats go to one place", "give each a file: --output-format json=out.json")
    return tuple(wanted)


def lint(options: Lint) -> int:
    """Do it once, and give the exit code."""
    begun = run.begin(options.choice)
    if options.fix or options.diff:
        begun, code = _mend(options, begun)
        if options.diff or code:
            return code
    results = begun.results(options.cache_dir)
    report = _judged(options, begun, begun.report(results), results)
    shown = _shown(report, options.min_severity)
    for name, target in options.outputs:
        if options.statistics:
            run.write_out(_statistics(shown), target)
            continue
        writer = importlib.import_module(f"crackmap.writers.{name}")
        if name == "full":
            colour = target is None and run.wants_colour(options.color)
            run.write_out(writer.write(shown, colour=colour), target)
        else:
            run.write_out(writer.write(shown), target)
    limits = {one.path: result.fail_on for one, result in zip(begun.inputs, results, strict=True)}
    return _exit_code(options, limits, report)


def watch(options: Lint) -> NoReturn:
    """Do it now and whenever a file of the run changes, until the person has had enough."""
    import time

    state: dict[str, float] | None = None
    while True:
        try:
            now = _times(run.begin(options.choice))
        except typer.Exit:
            now = {}
        if now != state:
            state = now
            if sys.stdout.isatty():
                run.write_out("\033[2J\033[H")
            with contextlib.suppress(typer.Exit):
                lint(options)
            run.write_out(f"watching {plural(len(now), 'file')}; end with Ctrl-C\n")
        try:
            time.sleep(0.5)
        except KeyboardInterrupt:
            raise typer.Exit(0) from None


def _times(begun: run.Run) -> dict[str, float]:
    paths = [Path(one.path) for one in begun.inputs]
    above = (file_above(path.resolve().parent, "crackmap.yaml") for path in paths)
    paths += [path for path in dict.fromkeys(above) if path]
    return {str(path): path.stat().st_mtime for path in paths if path.is_file()}


def _mend(options: Lint, begun: run.Run) -> tuple[run.Run, int]:
    """Apply fixes, or show them; gives the run over the mended files, and an exit code."""
    from crackmap import fixing

    fixed = fixing.fix(begun.inputs, begun.check_these, unsafe=options.unsafe_fixes)
    if options.diff:
        run.write_out(fixing.diff(fixed))
        unreadable = any(one.rule == "unreadable" for one in fixed.checked.report.findings)
        return begun, 2 if unreadable else 1 if fixed.changed() else 0
    for old, new in fixed.changed():
        if old.path == begun.stdin_name:
            run.write_out(new.data)
            return begun, 0
    try:
        fixing.save(fixed)
    except fixing.Changed as error:
        run.fail(f"{error} changed while it was being mended", "run the command again")
    except OSError as error:
        run.fail(f"{error.filename} cannot be written: {error.strerror or error}")
    if options.show_fixes:
        lines = [
            f"{one.span.path}: {one.rule}: {one.fix.title}\n" for one in fixed.mended if one.fix
        ]
        typer.echo("".join(lines), err=True, nl=False)
    if fixed.mended:
        files = plural(len(fixed.changed()), "file")
        typer.echo(f"mended {plural(len(fixed.mended), 'crack')} in {files}", err=True)
    return replace(begun, inputs=list(fixed.after)), 0


def _judged(options: Lint, begun: run.Run, report: Report, results: Sequence[Result]) -> Report:
    """Compare the report with the baseline, where there is one, and keep the baseline."""
    path = options.baseline or _default_baseline(results)
    asked = options.baseline or options.write_baseline or options.prune_baseline
    if not asked and not (path and Path(path).is_file()):
        return report
    from crackmap import baseline as known
    from crackmap.readers.yaml import Unreadable

    path = path or known.FILE_NAME
    base = known.Baseline(path=path)
    if Path(path).is_file():
        try:
            base = known.read(Path(path).read_bytes(), path)
        except Unreadable as error:
            run.fail_unreadable(error)
    elif not options.write_baseline:
        run.fail(f"there is no baseline {path}", "write one with --write-baseline")
    compared = known.compare(report, base, begun.active_rules())
    if options.write_baseline or options.prune_baseline:
        added = compared.report.open if options.write_baseline else ()
        removed = compared.gone if options.prune_baseline else ()
        text, new = known.updated(base, added, removed)
        run.write_out(text, path)
        _tell(f"{path}: {plural(len(new), 'crack')} added", [_line(one) for one in new])
        if removed:
            _tell(f"{path}: {plural(len(removed), 'crack')} taken out", _lines(removed))
        if options.write_baseline:
            compared = known.compare(report, known.read(text.encode(), path), begun.active_rules())
    if compared.gone and not options.prune_baseline:
        words = f"{path}: {plural(len(compared.gone), 'known crack')} gone; --prune-baseline"
        _tell(f"{words} takes them out", _lines(compared.gone))
    return compared.report


def _default_baseline(results: Sequence[Result]) -> str | None:
    """Give the baseline beside the first crackmap.yaml of the run."""
    configs = sorted({result.config for result in results if result.config})
    return (Path(configs[0]).parent / "cracks.yaml").as_posix() if configs else None


def _tell(headline: str, lines: Sequence[str]) -> None:
    from crackmap.source import printable

    typer.echo(headline, err=True)
    for line in lines:
        typer.echo(f"  {printable(line)}", err=True)


def _line(finding: Finding) -> str:
    return f"{finding.rule} {finding.subject} ({finding.process})"


def _lines(entries: Sequence[object]) -> list[str]:
    keys = [getattr(entry, "key", ("", "", "", "")) for entry in entries]
    return [f"{rule} {subject} ({process})" for rule, process, subject, _ in keys]


def _shown(report: Report, least: str) -> Report:
    kept = tuple(one for one in report.findings if rank(one.severity) >= rank(least))
    return replace(report, findings=kept)


def _statistics(report: Report) -> str:
    counts: dict[tuple[str, str], int] = {}
    for finding in report.open:
        key = (finding.rule, finding.severity)
        counts[key] = counts.get(key, 0) + 1
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    width = max((len(str(count)) for _, count in rows), default=1)
    return "".join(f"{count:>{width}}  {severity:<7}  {rule}\n" for (rule, severity), count in rows)


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
