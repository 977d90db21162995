"""What standard output can show: colour, links, more than ASCII, how many columns."""

from __future__ import annotations

import os
import stat
import sys


def has_colour(choice: str = "auto") -> bool:
    """Return whether standard output shall be coloured, as NO_COLOR and FORCE_COLOR say."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal() and os.environ.get("TERM") != "dumb"


def has_links(choice: str = "auto") -> bool:
    """Return whether standard output is a terminal that makes links of addresses (OSC 8)."""
    forced = os.environ.get("FORCE_HYPERLINK")
    if forced:
        return forced != "0"
    if choice == "never" or os.environ.get("CI") or not is_terminal():
        return False
    if os.environ.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper"):
        return True
    if any(os.environ.get(name) for name in ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM")):
        return True
    version = os.environ.get("VTE_VERSION", "")
    named = os.environ.get("TERM", "").startswith(("xterm-kitty", "foot", "alacritty"))
    return named or (version.isdigit() and int(version) >= 5000)


def is_terminal() -> bool:
    """Return whether standard output is a terminal; one that is closed is none."""
    return sys.stdout is not None and sys.stdout.isatty()


def is_conversation() -> bool:
    """Return whether a person is at both ends: standard input and output are terminals."""
    return sys.stdin is not None and sys.stdin.isatty() and is_terminal()


def pager(text: str, *, wanted: bool = True) -> list[str] | None:
    """Return the command that shows a long text in pages; None where it is written as it is.

    That is where nobody looks at a terminal, or the text fits into it. As with git, PAGER names the
    command, `less` is the usual one; nothing, or `cat`, is none.
    """
    import shlex
    import shutil

    from crackmap.source.programs import program

    if not wanted or not is_terminal() or os.environ.get("TERM") == "dumb":
        return None
    if text.count("\n") < shutil.get_terminal_size().lines:
        return None
    try:
        name, *words = shlex.split(os.environ.get("PAGER", "less")) or ["cat"]
    except ValueError:  # quotes that do not end
        return None
    path = name if os.path.isabs(name) else program(name)
    return None if path is None or name == "cat" else [path, *words]


def open_file(path: str) -> bool:
    """Show a file with the program that people have for it; return whether there is one.

    That program is none of the folder we are in, and what it says goes nowhere.
    """
    if sys.platform == "win32":
        os.startfile(os.path.abspath(path))
        return True
    from crackmap.source.programs import program

    viewer = program("open" if sys.platform == "darwin" else "xdg-open")
    if viewer is None:
        return False
    import subprocess

    nothing = subprocess.DEVNULL
    opened = subprocess.run(
        [viewer, os.path.abspath(path)], stdin=nothing, stdout=nothing, stderr=nothing, check=False
    )
    return opened.returncode == 0


def is_read() -> bool:
    """Return whether somebody may still read standard output: a pipe knows if its reader went."""
    try:
        mode = os.fstat(sys.stdout.fileno()).st_mode
        if not stat.S_ISFIFO(mode) and not stat.S_ISSOCK(mode):
            return True
        import select

        poll = select.poll()
        poll.register(sys.stdout.fileno(), select.POLLOUT)
        return not any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))
    except (AttributeError, OSError, ValueError):  # no stream, or a system without poll
        return sys.stdout is not None


def wishes(color: str = "auto") -> dict[str, object]:
    """Return how a report shall be written that goes to standard output."""
    return {
        "width": width(),
        "colour": has_colour(color),
        "unicode": speaks_unicode(),
        "links": has_links(color),
    }


def plain_wishes() -> dict[str, object]:
    """Return how a report shall be written that goes into a file."""
    return {"width": 100, "colour": False, "unicode": True, "links": False}


def width() -> int:
    """Return how many columns a report for people may take: those there are, from 40 to 160."""
    import shutil

    return max(40, min(shutil.get_terminal_size((100, 24)).columns, 160))


def speaks_unicode() -> bool:
    """Return whether standard output takes more than ASCII."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return encoding.startswith("utf")
