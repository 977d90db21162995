"""crackmap config: the settings in force, and where each comes from."""

import os
from typing import Annotated

from crackmap.check import run
from crackmap.cli.option import Argument
from crackmap.cli.options import Config, ExtendSelect, Ignore, Isolated, Select
from crackmap.cli.output import fail, write_out


def show_config(
    path: Annotated[
        str, Argument(metavar="[PATH]", help="The file or folder whose settings are shown.")
    ] = ".",
    select: Select = None,
    extend_select: ExtendSelect = None,
    ignore: Ignore = None,
    config: Config = None,
    isolated: Isolated = False,
) -> None:
    """Show every setting, and where it comes from."""
    from crackmap.writers import settings

    choice = run.RunOptions(
        (path,),
        config,
        isolated,
        select=tuple(select or ()),
        extend_select=tuple(extend_select or ()),
        ignore=tuple(ignore or ()),
    )
    run.look_at_config(choice)
    if not os.path.exists(path):
        fail(f"there is no file or folder {path}")
    effective = run.workspaces(choice).of(path)
    write_out(settings.write(effective, "" if os.path.isdir(path) else path))
