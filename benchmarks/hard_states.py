"""Inputs that are hard on what compares two states, or keeps something beside a process."""

from hard_inputs import Text

HEAD = "process: P\nid: p\ndepartments: [a, bbb]\nstages:\n- name: S\n  steps:\n"


def _steps(lines: list[str]) -> Text:
    return HEAD + "".join(f"  - {{ {line} }}\n" for line in lines)


def now(count: int) -> Text:
    """Steps in a row."""
    return _steps([f"name: Do it {n}, id: s{n}, owner: a" for n in range(count)])


def renamed(count: int) -> dict[str, Text]:
    """As many steps, all of another name and id."""
    return {"old.yaml": _steps([f"name: Make that {n}, id: z{n}, owner: a" for n in range(count)])}


def twice(count: int) -> dict[str, Text]:
    """The same steps, each with another one behind it."""
    lines = [
        f"name: Do it {n}{more}, id: s{n}{more}, owner: a"
        for n in range(count)
        for more in ("", "x")
    ]
    return {"old.yaml": _steps(lines)}


def equal_ids(count: int) -> Text:
    """Steps that all have one id."""
    return _steps([f"name: Do it {n}, id: s, owner: a" for n in range(count)])


def equal_ids_before(count: int) -> dict[str, Text]:
    """The same, owned by somebody else."""
    return {"old.yaml": _steps([f"name: Do it {n}, id: s, owner: bbb" for n in range(count)])}


def ways(count: int) -> Text:
    """Ways from one step to another, each under a condition."""
    return _ways(count, "case")


def ways_before(count: int) -> dict[str, Text]:
    """The same ways under other conditions."""
    return {"old.yaml": _ways(count, "if")}


def _ways(count: int, word: str) -> Text:
    following = ", ".join(f"{{ to: z, when: {word} {n} }}" for n in range(count))
    return _steps([f"name: A, id: a, owner: a, next: [{following}]", "name: Z, id: z, owner: a"])


def known(count: int) -> dict[str, Text]:
    """Known cracks of which none is there any more."""
    lines = [f"- {{ process: p, rule: unowned-step, subject: x{n} }}\n" for n in range(count)]
    return {"crackmap.yaml": "fail_on: error\n", "cracks.yaml": "cracks:\n" + "".join(lines)}


def open_steps(count: int) -> Text:
    """Steps that nobody owns."""
    return _steps([f"name: Do it {n}, id: s{n}" for n in range(count)])


def answers(count: int) -> dict[str, Text]:
    """Who owns each of them."""
    lines = [f"- {{ crack: unowned-step s{n}, set: {{ owner: a }} }}\n" for n in range(count)]
    return {"answers.yaml": "answers:\n" + "".join(lines)}


def comments_elsewhere(count: int) -> Text:
    """Steps that nobody owns, each with a comment that accepts this on another of its lines."""
    return HEAD + "".join(
        f"  - name: Do it {n}\n    id: s{n}\n    # crackmap: ignore[unowned-step] so it is\n"
        "    system: crm\n    effort: 1h\n"
        for n in range(count)
    )


def loose_ids(count: int) -> Text:
    """Steps whose owner is misspelt, each with its fix."""
    return HEAD + "".join(f"  - {{ name: Do it {n}, owner: bbbb }}\n" for n in range(count))


def one_step(count: int) -> Text:
    """One step, whatever the size."""
    return HEAD + "  - { name: Do it, owner: a }\n"


def processes(count: int) -> dict[str, Text]:
    """As many other processes of one step, each in a file of its own."""
    step = "  - { name: Do it, owner: a }\n"
    return {f"p{n}.yaml": HEAD.replace("id: p", f"id: p{n}") + step for n in range(count)}
