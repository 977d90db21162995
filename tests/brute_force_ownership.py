"""The rules of ownership a second time; see brute_force.py."""

from collections.abc import Iterator
from typing import Any

from brute_force_flows import Step
from brute_force_organisation import Fields, listed, missing, said, single
from brute_force_reading import Reading

ROLES = ("contributors", "consulted", "informed")


def unowned_step(reading: Reading) -> Iterator[str]:
    # > "S has no owner: missing with no stage owner, null, or a placeholder."
    for step in reading.steps:
        if step.owners is not None and all(who is None for _, who in step.owners):
            yield step.id


def shared_owner(reading: Reading) -> Iterator[str]:
    # > "more than one owner, neither claims nor conditions: two owners are none"
    return (step.id for step in reading.steps if step.shared)


def names(value: Any) -> list[str]:
    """List the names in a field, whatever form it has: one, several, claims, by condition."""
    entries = [said(entry) for entry in listed(value)]
    entries = [e.get("who", e.get("to")) if isinstance(e, dict) else e for e in entries]
    return [single(entry) for entry in entries if not missing(entry)]


def elements(reading: Reading) -> Iterator[tuple[str, Fields, tuple[str, ...]]]:
    """List what may name departments: its subject, and the fields that do."""
    for step in reading.steps:
        yield step.id, step.fields, ("owner", *ROLES, "escalation")
    for stage in reading.stages:
        yield reading.stage_subject(stage), stage, ("owner", "escalation")
    for name, department in reading.departments.items():
        yield f"department {name}", department, ("accountable", "backup", "fallback")
    for subject, handoff in reading.all_handoffs():
        yield subject, handoff, ("from", "to", "escalation")


def unknown_owner(reading: Reading) -> Iterator[str]:
    # > "an owner of a step or stage, a RACI role, escalation, accountable, backup, fallback, from,
    # to is no known department"; "A bad stage owner once, on the stage."
    unknown = [
        subject
        for subject, element, fields in elements(reading)
        for field in fields
        for name in names(element.get(field))
        if name not in reading.departments
    ]
    # > "No departments declared at all: once, on the process"
    if unknown and not reading.departments:
        unknown = [f"process {reading.id}"]
    yield from unknown


def conditional_owner(reading: Reading) -> Iterator[str]:
    # > "owner by condition, and no condition says otherwise"
    for step in reading.steps:
        entries = listed(reading.written_owner(step))
        conditional = [e for e in entries if isinstance(e, dict) and "who" in e]
        # Where it says that otherwise nobody is the owner, it has not said who.
        said_who = [e.get("when") for e in conditional if not missing(e["who"])]
        if said_who and "otherwise" not in said_who:
            yield step.id


def owner_fields(reading: Reading, step: Step) -> list[Fields]:
    """List what is known of each owner, with its kind; an unclear one is none."""
    known = [reading.departments[who] for _, who in step.owners or [] if who is not None]
    return [{"kind": "department"} | fields for fields in known]


def pooled_owner(reading: Reading) -> Iterator[str]:
    # > "the owner is a pool that lacks any of pick_up_within, assigned_by, fallback"
    wanted = ("pick_up_within", "assigned_by", "fallback")
    for step in reading.steps:
        pools = [owner for owner in owner_fields(reading, step) if owner["kind"] == "pool"]
        # > "Silent on a wait with `until` or with an outcome, its own or on a flow"
        if step.fields.get("kind") == "wait" and (
            not missing(step.fields.get("until"))
            or reading.ends(step)
            or any(not missing(flow.fields.get("outcome")) for flow in reading.out_of(step))
        ):
            continue
        if any(missing(pool.get(field)) for pool in pools for field in wanted):
            yield step.id


def unaccountable_system(reading: Reading) -> Iterator[str]:
    # > "the owner is a system without accountable and part_of"
    for step in reading.steps:
        for owner in owner_fields(reading, step):
            held = not missing(owner.get("accountable")) or not missing(owner.get("part_of"))
            if owner["kind"] == "system" and not held:
                yield step.id


def named_person(reading: Reading) -> Iterator[str]:
    # > "the owner is a person without backup, or without part_of"
    for step in reading.steps:
        for owner in owner_fields(reading, step):
            alone = missing(owner.get("backup")) or missing(owner.get("part_of"))
            if owner["kind"] == "person" and alone:
                yield step.id


def unpaid_step(reading: Reading) -> Iterator[str]:
    # > "S serves goals; its owner's department or team has goals, and none of S's is among them or
    # those above it"
    for step in reading.steps:
        served = set(listed(step.fields.get("serves") or []))
        for _, home in reading.homes(step):
            paid = reading.goals_with_above(home) if home else set()
            if served and paid and not served & paid:
                yield step.id


def crowded_step(reading: Reading) -> Iterator[str]:
    # > "more than `limit` (3) consulted"
    for step in reading.steps:
        if len(names(step.fields.get("consulted"))) > 3:
            yield step.id


def unused_department(reading: Reading) -> Iterator[str]:
    # > "a department of the process file that nothing refers to"
    process = reading.process
    used = set(names(process.get("owner")))
    for _, element, fields in elements(reading):
        used.update(name for field in fields for name in names(element.get(field)))
    for stage in reading.stages:
        used.update(names(stage.get("stakeholders")))
    for department in reading.departments.values():
        used.update(names(department.get("part_of")) + names(department.get("reports_to")))
    for _, handoff in reading.all_handoffs():
        used.update({reading.rejection_to(handoff) or "", *names(handoff.get("channel"))})
    used.update(name for step in reading.steps for name in names(step.fields.get("system")))
    # An unknown owner may mean the nearest department; in random processes that has an `s` less.
    used |= {name.removesuffix("s") for name in used if name not in reading.departments}
    for name, department in reading.departments.items():
        if not {name, department.get("name", name)} & used:
            yield f"department {name}"


OWNERSHIP = {
    "unowned-step": unowned_step,
    "unknown-owner": unknown_owner,
    "shared-owner": shared_owner,
    "conditional-owner": conditional_owner,
    "pooled-owner": pooled_owner,
    "unaccountable-system": unaccountable_system,
    "named-person": named_person,
    "unpaid-step": unpaid_step,
    "crowded-step": crowded_step,
    "unused-department": unused_department,
}
