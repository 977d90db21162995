"""crackmap schema: what editors and other checkers need to know of the files."""

from typing import Annotated

from crackmap.cli.option import Argument, Option
from crackmap.cli.output import one_of, tell, write_out

FILES = ("process", "workspace")


def complete_files(incomplete: str) -> list[str]:
    """Return the files that have a schema and begin with what was typed, for shell completion."""
    return [name for name in FILES if name.startswith(incomplete)]


def schema(
    file: Annotated[
        str,
        Argument(
            metavar="[FILE]",
            help="process, or workspace for crackmap.yaml.",
            autocompletion=complete_files,
        ),
    ] = "process",
    output: Annotated[
        str | None,
        Option("-o", "--output", metavar="FILE", help="Write it here.", show_default=False),
    ] = None,
) -> None:
    """Print the JSON Schema, by which editors complete and check what you type.

    There is one of the process file, and one of crackmap.yaml.

    An editor with the YAML language server uses it where the first line of a file says
    `# yaml-language-server: $schema=process.schema.json`. After an update of crackmap write it
    anew: crackmap schema -o process.schema.json.
    """
    one_of("FILE", file, FILES)
    from crackmap.editors.schema import schema_text

    write_out(schema_text(file), output)
    if output and output != "-":
        tell(f"wrote {output}")
