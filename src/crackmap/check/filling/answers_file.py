"""The file that answers: which crack is answered with what, in the order in which it is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from crackmap.check.filling.question import Said
from crackmap.rules.finding import Finding
from crackmap.rules.numbering import HANDLE
from crackmap.source.files import Input
from crackmap.source.nodes import ListNode, MapNode, Node
from crackmap.source.problems import Problem, Refusal, Unreadable
from crackmap.source.span import Span
from crackmap.source.words import did_you_mean, listing
from crackmap.source.yaml_events import load

VERBS = ("set", "assign", "accept")
# All is looked at again behind each answer.
MOST = 500
_FORM = "begin with answers: and a list of { crack: ..., set: { owner: finance } }"


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said of one crack: fields that are `set`, or who is to fill it, or why it stays.

    `crack` is its handle, or its rule and what it is about: `unowned-step send-the-invoice`.
    """

    crack: str
    verb: str
    given: Mapping[str, Said]
    span: Span
    spans: Mapping[str, Span] = field(default_factory=dict)

    def means(self, finding: Finding) -> bool:
        """Return whether a finding is what it is about."""
        word = " ".join(self.crack.split())
        if len(word) >= HANDLE and finding.fingerprint.startswith(word.casefold()):
            return True
        about = f"{finding.rule} {finding.subject}"
        return word in (about, f"{about} ({finding.process})", f"{about} {finding.detail}")

    def wrong(self, error: Refusal, name: str = "") -> Exception:
        """Return a refusal at its place in the file; where no file says it, of the option."""
        if not self.span.path:
            option = f"--set {name}" if name else "--crack"
            return Refusal(f"{option}: {error}", error.help)
        span = self.spans.get(name, self.span)
        return Unreadable([Problem(span, str(error), error.help)])


def read(file: Input) -> list[Answered]:
    """Read a file of answers; raises Unreadable with the places of all that is wrong."""
    if file.failure:
        raise Unreadable([Problem(Span(file.path), file.failure, file.help)])
    document = load(file.data, file.path)
    problems = list(document.problems)
    root = document.root
    listed = root.get("answers") if isinstance(root, MapNode) else None
    if not problems and not isinstance(listed, ListNode):
        problems.append(Problem(Span(file.path), "there are no answers", _FORM))
    if isinstance(root, MapNode):
        problems += _unknown(root, ("answers",), "a file of answers")
    items = list(listed) if isinstance(listed, ListNode) and not problems else []
    answers = [
        one
        for index, item in enumerate(items)
        if (one := _answered(item, listed.span(index), problems))  # type: ignore[union-attr]
    ]
    if len(answers) > MOST:
        words = f"there are {len(answers):,} answers, and {MOST} are taken at once"
        problems.append(Problem(answers[MOST].span, words, "make several files of them"))
    if problems:
        raise Unreadable(problems)
    return answers


def from_options(crack: str, words: Iterable[str]) -> Answered:
    """Return what the options `--crack` and `--set name=value` say; raises Refusal."""
    given: dict[str, Said] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.strip():
            raise Refusal(f"--set: `{word}` says nothing", "write --set owner=finance")
        given[name.strip()] = value.strip()
    if not given:
        raise Refusal("--crack: nothing is said of it", "add --set owner=finance, say")
    return Answered(crack, "set", given, Span(""))


def _answered(item: Node, span: Span, problems: list[Problem]) -> Answered | None:
    if not isinstance(item, MapNode):
        problems.append(Problem(span, "an answer is a mapping", _FORM))
        return None
    problems += _unknown(item, ("crack", *VERBS), "an answer")
    crack, verbs = item.get("crack"), [verb for verb in VERBS if verb in item]
    if not isinstance(crack, str) or not crack.strip():
        words = "this does not say which crack it answers"
        help_ = "write crack: and its handle, or its rule and subject"
        problems.append(Problem(span, words, help_))
        return None
    if len(verbs) != 1:
        words = f"an answer has one of {listing(VERBS, 'or')}"
        problems.append(Problem(span, words, "write set: { owner: finance }, say"))
        return None
    [verb] = verbs
    said = item[verb]
    if not isinstance(said, MapNode) or not said:
        words = f"`{verb}` holds what is answered, by its name"
        problems.append(Problem(item.key_span(verb), words, f"write {verb}: {{ owner: finance }}"))
        return None
    given: dict[str, Said] = {}
    spans: dict[str, Span] = {}
    for name, value, place in _flat(said, "", problems):
        given[name], spans[name] = value, place
    return Answered(crack, verb, given, item.span("crack"), spans)


def _flat(node: MapNode, above: str, problems: list[Problem]) -> Iterator[tuple[str, Said, Span]]:
    """Return the answers by their names: what stands below `handoff` is `handoff.sla`."""
    for key, value in node.items():
        name = f"{above}{key}"
        if isinstance(value, MapNode):
            yield from _flat(value, f"{name}.", problems)
        elif isinstance(value, ListNode):
            if all(isinstance(item, str) for item in value):
                yield name, [str(item) for item in value], node.span(key)
            else:
                words = f"`{name}`: each item must be a word or a text"
                problems.append(Problem(node.key_span(key), words, "write [one, another]"))
        else:
            yield name, value or "", node.span(key)


def _unknown(node: MapNode, known: tuple[str, ...], what: str) -> Iterator[Problem]:
    for key in node:
        if key not in known:
            help_ = did_you_mean(key, known, f"it has {listing(known)}")
            yield Problem(node.key_span(key), f"{what} has no key `{key}`", help_)
