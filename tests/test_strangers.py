"""In a folder that a stranger wrote, nothing makes a run read, write or start anything else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

import own_run
from crackmap.check import private
from kept import kept_entry
from own_run import SECONDS, crackmap
from small_process import CLEAN, CRACKED

pytestmark = [
    pytest.mark.usefixtures("folder"),
    pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and owners of POSIX"),
]
PRECIOUS = "what the user would miss\n"


@pytest.fixture
def precious(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the user, outside of the folder of the stranger."""
    file = tmp_path_factory.mktemp("home") / "precious.txt"
    file.write_text(PRECIOUS)
    return file


def cloned(tmp_path: Path) -> None:
    """Put all that is here into a repository, and go on with a clone of it."""
    source = tmp_path / "source"
    for name in [one for one in os.listdir() if one != "source"]:
        source.mkdir(exist_ok=True)
        shutil.move(name, source / name)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-C", str(source)]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], check=True, capture_output=True)
    subprocess.run(["git", "clone", "-q", source, tmp_path / "clone"], check=True)
    os.chdir(tmp_path / "clone")


# Writing.


def test_no_run_writes_its_cache_into_the_folder_of_the_processes() -> None:
    Path("p.yaml").write_text(CRACKED)
    assert crackmap("lint", "p.yaml").returncode == 1
    assert os.listdir() == ["p.yaml"]


def test_a_committed_cache_of_links_overwrites_nothing(tmp_path: Path, precious: Path) -> None:
    Path("p.yaml").write_text(CRACKED)
    cloned(tmp_path)
    crackmap("lint", "p.yaml")
    entry = kept_entry()
    shutil.rmtree(private.cache_folder())
    # The stranger knows all names, and that the user's variable leads into the checkout.
    for folder in (Path(".crackmap_cache"), Path("kept")):
        for link in (folder / entry.parent.name / entry.name, folder / entry.name):
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(precious)
    for _ in range(2):
        crackmap("lint", "p.yaml", CRACKMAP_CACHE_DIR="kept")
        crackmap("lint", "p.yaml")
    assert precious.read_text() == PRECIOUS


@pytest.mark.parametrize("folder_of", ["project", "root"])
def test_a_cache_folder_that_is_a_link_is_refused(
    folder_of: str, tmp_path: Path, precious: Path
) -> None:
    Path("p.yaml").write_text(CRACKED)
    crackmap("lint", "p.yaml")
    link = kept_entry().parent if folder_of == "project" else private.cache_folder()
    shutil.rmtree(link)
    link.symlink_to(precious.parent)
    done = crackmap("lint", "p.yaml")
    assert done.returncode == 1
    assert f"nothing is kept for the next run: {link} is a link" in done.stderr
    assert os.listdir(precious.parent) == ["precious.txt"]


def test_a_named_cache_folder_may_be_a_link(tmp_path: Path) -> None:
    Path("p.yaml").write_text(CRACKED)
    Path("real").mkdir(mode=0o700)
    Path("kept").symlink_to("real")
    crackmap("lint", "p.yaml", "--cache-dir", "kept")
    assert list(Path("real").glob("*/*.json"))


@pytest.mark.parametrize(
    ("arguments", "link"),
    [
        (("map", "p.yaml", "--format", "png"), "p.png"),
        (("map", "p.yaml", "-o", "maps/"), "maps/leads.svg"),
        (("map", "p.yaml", "-o", "maps/"), "maps/index.html"),
        (("lint", "p.yaml", "--write-baseline"), "cracks.yaml"),
        (("track", "--export", "csv", "out"), "out/cracks-csv.csv"),
        (("convert", "p.yaml", "--to", "json", "--force", "-o", "out/"), "out/leads.json"),
        (("init", "new/"), "new/process.yaml"),
        (("init", "new/"), "new/process.schema.json"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else one,
)
@pytest.mark.parametrize("dangling", [False, True], ids=["file", "dangling"])
def test_what_nobody_named_is_not_written_through_a_link(
    arguments: tuple[str, ...], link: str, dangling: bool, precious: Path
) -> None:
    if "png" in arguments:
        pytest.importorskip("resvg_py")
    Path("p.yaml").write_text(CRACKED)
    Path(link).parent.mkdir(exist_ok=True)
    Path(link).symlink_to(precious.with_name("not-there") if dangling else precious)
    done = crackmap(*arguments)
    assert precious.read_text() == PRECIOUS
    assert os.listdir(precious.parent) == ["precious.txt"]
    assert Path(link).is_symlink()
    if link != "new/process.schema.json":  # one that is there is left alone
        assert done.returncode == 2
        assert link in done.stderr
        assert "link" in done.stderr or "is there already" in done.stderr


@pytest.mark.parametrize("dangling", [False, True], ids=["file", "dangling"])
def test_a_map_on_a_terminal_is_not_written_through_a_link(dangling: bool, precious: Path) -> None:
    import pty

    Path("p.yaml").write_text(CRACKED)
    Path("p.svg").symlink_to(precious.with_name("not-there") if dangling else precious)
    ours, terminal = pty.openpty()
    with open("told", "w+") as told:
        code = own_run.begin(["map", "p.yaml"], (0, terminal, told.fileno())).wait()
        told.seek(0)
        assert (code, "p.svg cannot be written: it is a link" in told.read()) == (2, True)
    os.close(terminal)
    os.close(ours)
    assert precious.read_text() == PRECIOUS
    assert os.listdir(precious.parent) == ["precious.txt"]


def test_a_picture_of_a_revision_lies_here_and_in_no_folder_of_the_checkout(
    tmp_path: Path, precious: Path
) -> None:
    pytest.importorskip("resvg_py")
    Path("sub").mkdir()
    Path("sub/p.yaml").write_text(CRACKED)
    cloned(tmp_path)
    changed = CRACKED.replace("Score", "Weigh")
    Path("sub/p.yaml").write_text(changed)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run([*git, "commit", "-qam", "two"], check=True)
    shutil.rmtree("sub")
    Path("sub").symlink_to(precious.parent)
    done = crackmap("map", "--diff", "HEAD~1", "HEAD", "--format", "png")
    assert done.stderr == "wrote p-diff.png\n"
    assert os.listdir(precious.parent) == ["precious.txt"]


@pytest.mark.parametrize("named", ["-o", "--output-file"])
def test_a_named_path_may_be_a_link(named: str) -> None:
    Path("p.yaml").write_text(CRACKED)
    Path("real.txt").write_text("old")
    Path("out.txt").symlink_to("real.txt")
    crackmap("lint", "p.yaml", named, "out.txt")
    assert Path("out.txt").is_symlink()
    assert "undefined-handoff" in Path("real.txt").read_text()


# Reading.


@pytest.mark.parametrize("name", ["crackmap.yaml", "cracks.yaml", "p.yaml"])
@pytest.mark.parametrize("what", ["pipe", "device", "link to a pipe", "link to a file"])
def test_what_is_found_is_read_only_if_it_is_a_file(name: str, what: str, precious: Path) -> None:
    Path("clean.yaml").write_text(CLEAN)
    if what == "pipe":
        os.mkfifo(name)
    elif what == "device":
        Path(name).symlink_to("/dev/zero")
    elif what == "link to a pipe":
        os.mkfifo(precious.with_name("pipe"))
        Path(name).symlink_to(precious.with_name("pipe"))
    else:
        Path(name).symlink_to(precious)
    done = crackmap("lint", ".")
    assert done.returncode == 2
    said = done.stdout + done.stderr
    assert name in said
    assert "no regular file" in said or "this is a link" in said
    assert "user would miss" not in said


def test_an_entry_of_the_cache_that_is_no_file_is_as_if_it_were_not_there() -> None:
    Path("p.yaml").write_text(CRACKED)
    first = crackmap("lint", "p.yaml")
    entry = kept_entry()
    for make in (os.mkfifo, partial(os.symlink, "/dev/zero")):
        entry.unlink()
        make(entry)
        assert crackmap("lint", "p.yaml").stdout == first.stdout


def test_a_link_in_a_folder_is_reported_and_not_followed(precious: Path) -> None:
    precious.write_text(CRACKED)
    Path("below").mkdir()
    Path("below/clean.yaml").write_text(CLEAN)
    Path("below/link.yaml").symlink_to(precious)
    done = crackmap("lint", "below", "--output-format", "concise")
    assert done.returncode == 2
    assert "below/link.yaml:1:1: error unreadable this is a link" in done.stdout
    assert "undefined-handoff" not in done.stdout
    assert crackmap("lint", "below/link.yaml").returncode == 1


def test_a_link_that_is_named_beside_its_folder_is_followed(precious: Path) -> None:
    precious.write_text(CLEAN)
    Path("link.yaml").symlink_to(precious)
    assert crackmap("lint", ".", "link.yaml").returncode == 0


@pytest.mark.parametrize("pattern", ["sub/*.yaml", "**/*.yaml", "sub/secret.yaml", "sub", "*.yaml"])
def test_the_processes_of_crackmap_yaml_lie_behind_no_link(pattern: str, precious: Path) -> None:
    (precious.parent / "secret.yaml").write_text(CRACKED)
    Path("sub").symlink_to(precious.parent)
    Path("here.yaml").symlink_to(precious.parent / "secret.yaml")
    Path("clean.yaml").write_text(CLEAN)
    Path("crackmap.yaml").write_text(f"processes: ['{pattern}']\n")
    done = crackmap("lint")
    assert done.returncode == 2
    assert "link" in done.stdout + done.stderr
    assert "undefined-handoff" not in done.stdout


def test_a_link_among_the_processes_does_not_hide_what_it_leads_to() -> None:
    Path("b.yaml").write_text(CRACKED)
    Path("a.yaml").symlink_to("b.yaml")
    Path("crackmap.yaml").write_text("processes: ['*.yaml']\n")
    done = crackmap("lint", "--output-format", "concise")
    assert (done.returncode, "b.yaml:" in done.stdout, "a.yaml" in done.stdout) == (1, True, False)


@pytest.mark.parametrize("pattern", ["../*.yaml", "a/../../x.yaml", "/etc/*.yaml", "C:/x.yaml"])
def test_the_processes_of_crackmap_yaml_lie_below_it(pattern: str) -> None:
    Path("crackmap.yaml").write_text(f"processes: [p.yaml, '{pattern}']\n")
    Path("p.yaml").write_text(CLEAN)
    done = crackmap("lint")
    assert done.returncode == 2
    assert done.stderr.startswith(f"crackmap.yaml:1:12: error: `{pattern}` leads out of the folder")


def test_the_settings_of_a_link_that_nobody_named_are_those_where_it_lies(precious: Path) -> None:
    precious.with_name("crackmap.yaml").write_text("fail_on: what the user would miss\n")
    precious.with_name("secret.yaml").write_text(CLEAN)
    Path("link.yaml").symlink_to(precious.with_name("secret.yaml"))
    done = crackmap("lint", ".")
    assert "this is a link" in done.stdout
    assert "would miss" not in done.stdout + done.stderr


# Running.


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_no_module_of_the_folder_is_run_by_a_process_that_starts_anew(
    method: str, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for number in range(12):
        Path(f"p{number}.yaml").write_text(CRACKED.replace("Leads", f"Leads {number}"))
    for name in ("multiprocessing", "pickle", "yaml", "crackmap"):
        Path(f"{name}.py").write_text(f"open({str(folder / 'ran')!r}, 'w')\nraise SystemExit\n")
    # As the command does it: the folder of the script is where Python looks first.
    script = tmp_path_factory.mktemp("bin") / "crackmap-script.py"
    script.write_text(
        "import multiprocessing, sys\n"
        "if __name__ == '__main__':\n"
        f"    multiprocessing.set_start_method({method!r})\n"
        "    from crackmap.check import workers\n"
        "    workers._processors = lambda: 2\n"
        "    workers.WORTH_A_PROCESS = 1\n"
        "    from crackmap.cli.front_door import main\n"
        "    sys.argv = ['crackmap', 'lint', '.', '--no-cache', '--output-format', 'concise']\n"
        "    main()\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=SECONDS
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "12 errors" in done.stdout
    assert not Path("ran").exists()


def test_no_plugin_for_pydantic_is_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whoever installed one for another program did not mean this one."""
    Path("p.yaml").write_text(CLEAN)
    installed = tmp_path_factory.mktemp("installed")
    about = installed / "plugin-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Name: plugin\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[pydantic]\nplugin = plugin:run\n")
    (installed / "plugin.py").write_text(f"open({str(installed / 'ran')!r}, 'w')\nrun = None\n")
    path = os.pathsep.join([str(installed), *sys.path])
    done = subprocess.run(
        [sys.executable, "-P", "-m", "crackmap", "lint", "p.yaml", "--no-cache"],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert not (installed / "ran").exists()
