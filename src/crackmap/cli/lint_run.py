"""What `crackmap lint` does: check, fix, compare with the baseline, write, and judge."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from crackmap.check import run
from crackmap.check.cache import Cache, Result
from crackmap.cli import terminal
from crackmap.cli.lint_options import LintOptions
from crackmap.cli.output import fail, or_go_on, say, tell, tell_problems, tell_reads, write_out
from crackmap.cli.patches import show_diff
from crackmap.cli.progress import Progress
from crackmap.readers.choose import only_yaml
from crackmap.rules.finding import Finding, Report, rank
from crackmap.source.files import BASELINE_FILE, WORKSPACE_FILE, NoInput, is_ours
from crackmap.source.problems import Unreadable
from crackmap.source.words import plural
from crackmap.writers.figures import by_severity
from crackmap.writers.format import COUNTED, LINT, load

if TYPE_CHECKING:
    from crackmap.check.check import Checked
    from crackmap.check.fixing import Fixed
    from crackmap.history.baselines import BaselineOptions

MANY = 10  # fixes that were left out, told one by one


def _refuse_bad_targets(options: LintOptions, begun: run.Run) -> None:
    """End the command before a report is written over a file that the run reads."""
    choice = options.choice
    read = [*(file.path for file in begun.inputs), choice.config, options.baseline]
    spared = {os.path.realpath(path) for path in read if path}
    for target in filter(None, (target for _, target in options.outputs)):
        if os.path.realpath(target) in spared or is_ours(target):
            fail(f"{target} is a file of the run", "write the report to another file")


def _without_baseline(options: LintOptions, begun: run.Run) -> run.Run:
    """Leave out the baseline, which may lie in a folder of processes."""
    if not options.baseline:
        return begun
    real = os.path.realpath(options.baseline)
    inputs = [file for file in begun.inputs if os.path.realpath(file.path) != real]
    return replace(begun, inputs=inputs)


def lint(options: LintOptions) -> int:
    """Do it once, and return the exit code."""
    keeping = "--write-baseline" if options.write_baseline else "--prune-baseline"
    if options.diff and (options.write_baseline or options.prune_baseline):
        fail(f"--diff and {keeping} do not go together", "--diff changes nothing")
    begun = _without_baseline(options, run.begin(options.choice))
    _refuse_bad_targets(options, begun)
    if options.diff or options.fix:
        only_yaml(begun.inputs, options.choice.reading)
    if options.diff:
        return _show_diff(options, begun)
    fixed = _fixed(options, begun) if options.fix else None
    keeps = options.write_baseline or options.prune_baseline
    if fixed:
        begun = replace(begun, inputs=list(fixed.after))
    stdin = (file.data for file in begun.inputs if fixed and begun.is_stdin(file))
    fixed_stdin = next(stdin, None)
    # Who owns what, and what costs most, is asked of the graphs, which nobody keeps.
    checked = begun.check() if any(options.narrowing) or options.top is not None else None
    results = checked.results if checked else _results(options, begun)
    if fixed and keeps:  # a baseline is of files that are there
        _refuse_bad_baselines(options, begun, results)
        _save(begun, fixed)
    report = _judged(options, begun, results)
    if checked:
        report = _narrowed(options, checked, report)
    if fixed:
        if not keeps:  # not before all that is known could be read
            _save(begun, fixed)
        _list_fixes(options, fixed)
        _tell_taken_back(fixed)
    shown = _shown(report, options.min_severity)
    top = _top(options, checked, shown) if checked else None
    for name, target in options.outputs:
        if target is None and fixed_stdin is not None:  # an editor expects the fixed text there
            say(_written(options, name, shown, top, color=False), ends=False)
        else:
            color = target is None and terminal.has_colour(options.color)
            text = _written(options, name, shown, top, target=target, color=color)
            write_out(text, target, commands=name == "github")
    if fixed_stdin is not None:
        write_out(fixed_stdin)
    tell_reads(report.reads)
    if fixed and fixed.applied:
        left = [plural(count, word) for word, count in by_severity(report.open).items()]
        tell(f"made {_fixes(fixed)}; {', '.join(left) or 'nothing'} left")
    return _exit_code(options, _limits(begun, results), report)


def _narrowed(options: LintOptions, checked: Checked, report: Report) -> Report:
    """Return the part of the report that people want to look at."""
    from crackmap.check.narrowing import Narrowing

    return Narrowing(*options.narrowing).report(report, checked.graphs)


def _top(options: LintOptions, checked: Checked, report: Report) -> list[Finding] | None:
    """Return the findings that are shown one by one; None where that is all of them."""
    if options.top is None:
        return None
    from crackmap.check.ranking import costliest

    return costliest(replace(checked, report=report), options.top)


def _judged(options: LintOptions, begun: run.Run, results: Sequence[Result]) -> Report:
    """Put the results together, with what the baselines know marked; say what changed in them."""
    keeping = options.write_baseline or options.prune_baseline
    if not options.baseline and not keeping and not begun.has_baseline(results):
        return begun.report(results)
    from crackmap.history import baselines

    judged = baselines.judged(_asked(options), begun, results)
    for remark in judged.remarks:
        tell(remark.headline, *remark.below)
    return judged.report


def _asked(options: LintOptions) -> BaselineOptions:
    from crackmap.history.baselines import BaselineOptions

    return BaselineOptions(options.baseline, options.write_baseline, options.prune_baseline)


def _refuse_bad_baselines(options: LintOptions, begun: run.Run, results: Sequence[Result]) -> None:
    """End the command before files are saved for a baseline that cannot be kept."""
    from crackmap.history.baselines import refuse_unreadable

    refuse_unreadable(_asked(options), begun, results)


def _results(options: LintOptions, begun: run.Run) -> list[Result]:
    """Check the files that changed, and say how far that is."""
    cache = _cache(begun, options.cache_dir) if options.keep else None
    progress = Progress(len(begun.inputs))
    try:
        return begun.results(cache, progress)
    finally:
        progress.end()


def _cache(begun: run.Run, folder: str | None) -> Cache | None:
    """Return the cache; none where others could have written into it, which is said.

    Where there is simply nowhere to keep anything, that is said only to who named a folder.
    """
    from crackmap.check.private import NotPrivate

    without = "nothing is kept for the next run"
    try:
        return begun.cache(folder)
    except NotPrivate as error:
        tell(f"{without}: {error}", error.help)
    except OSError as error:
        if folder:
            help_ = (
                "the key to it lies in the cache folder of the user; XDG_CACHE_HOME names another"
            )
            tell(f"{without}: {error.strerror or error}", help_)
    return None


def watch(options: LintOptions) -> None:
    """Do it now and whenever a file of the run changes, until the person has had enough."""
    from crackmap.cli import watching

    choice = options.choice
    if "-" in choice.paths:
        fail("--watch: standard input cannot be watched", "name a file or a folder")
    run.look_at_config(choice)
    run.workspaces(choice)  # what is wrong with the options ends the command, here and at once

    def look() -> watching.FileStamps:
        paths: list[str] = []
        with contextlib.suppress(NoInput, Unreadable):  # reported by the run, until it is fixed
            paths = run.paths_of(choice)
        baseline = options.baseline or BASELINE_FILE
        others = (choice.config, baseline, None if paths else WORKSPACE_FILE)
        return watching.state(paths, [path for path in others if path])

    def once(files: int) -> None:
        if terminal.is_terminal():
            write_out("\033[2J\033[H")
        with or_go_on():
            lint(options)
        say(f"watching {plural(files, 'file')}; end with Ctrl-C")

    fixes = options.fix or options.write_baseline or options.prune_baseline
    watching.watch(look, once, fixes=fixes, is_read=terminal.is_read)
    say()  # the prompt begins a line of its own


def _show_diff(options: LintOptions, begun: run.Run) -> int:
    """Show what --fix would change."""
    from crackmap.check import fixing, saving

    fixed = _fixed(options, begun)
    show_diff(saving.diff(fixed.changed()), options.color)
    _list_fixes(options, fixed)
    _tell_taken_back(fixed)
    left = [] if options.unsafe_fixes else fixing.fixable(fixed.report, unsafe=True)
    guesses = sum(not finding.fix.safe for finding in left if finding.fix)
    more = f"{guesses} more with --unsafe-fixes" if guesses else ""
    if fixed.applied:
        tell("; ".join(filter(None, (f"would make {_fixes(fixed)}", more))))
    elif more:
        tell(f"nothing to fix; {more}")
    if fixed.report.unreadable:
        tell_problems(fixed.report.unreadable)
        return 2
    return int(bool(fixed.changed()) and not options.exit_zero)


def _save(begun: run.Run, fixed: Fixed) -> None:
    """Write the files that changed."""
    from crackmap.check import saving

    saving.save(fixed.without(begun.is_stdin))


def _fixed(options: LintOptions, begun: run.Run) -> Fixed:
    """Make the fixes of what is shown, in memory."""
    from crackmap.check import fixing

    unsafe, least = options.unsafe_fixes, options.min_severity
    return fixing.fix(
        begun.inputs, lambda inputs: begun.check(inputs).report, unsafe=unsafe, least=least
    )


def _list_fixes(options: LintOptions, fixed: Fixed) -> None:
    if options.show_fixes and fixed.applied:
        tell("fixes:", *(f"{finding.span.path}: {_fix_of(finding)}" for finding in fixed.applied))


def _tell_taken_back(fixed: Fixed) -> None:
    """Say which fixes were left out, for what they would have opened."""
    for finding, opened in fixed.taken_back[:MANY]:
        would = f"it would open {opened.rule}: {opened.subject}"
        tell(f"{finding.span.told}: not fixed: {_fix_of(finding)}", would)
    if len(fixed.taken_back) > MANY:
        more = plural(len(fixed.taken_back) - MANY, "fix")
        tell(f"and {more} more that would open something")


def _fixes(fixed: Fixed) -> str:
    """Say how many fixes there are: 2 fixes in 1 file."""
    return f"{plural(len(fixed.applied), 'fix')} in {plural(len(fixed.changed()), 'file')}"


def _fix_of(finding: Finding) -> str:
    title = finding.fix.title if finding.fix else ""
    return f"{finding.rule}: {finding.subject}: {title}"


def _written(
    options: LintOptions,
    name: str,
    report: Report,
    top: Sequence[Finding] | None,
    *,
    target: str | None = None,
    color: bool,
) -> str:
    """Return the report in one format, or only its counts."""
    if options.statistics and name in COUNTED:
        from crackmap.writers import statistics

        return statistics.write(report, as_json=name == "json")
    links = target is None and terminal.has_links(options.color)
    return load(LINT, name).write_text("lint", report, colour=color, links=links, top=top)


def _shown(report: Report, least: str) -> Report:
    return report.narrowed(lambda finding: rank(finding.severity) >= rank(least))


def _limits(begun: run.Run, results: Sequence[Result]) -> dict[str, str]:
    """Return from which severity on a finding in a file fails; some point to crackmap.yaml."""
    limits = {result.config: result.fail_on for result in results}
    return limits | {
        file.path: result.fail_on for file, result in zip(begun.inputs, results, strict=True)
    }


def _exit_code(options: LintOptions, limits: Mapping[str, str], report: Report) -> int:
    if report.unreadable:
        return 2
    if options.exit_zero:
        return 0
    for finding in report.open:
        limit = options.fail_on or limits.get(finding.span.path, "error")
        if rank(finding.severity) >= rank(limit):
            return 1
    return 0
