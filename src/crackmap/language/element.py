"""The base of every part of a process: a frozen model that knows where it was written."""

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple, Self, get_args, get_origin

from pydantic import (
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.functional_validators import ModelWrapValidatorHandler
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticOmit

from crackmap.language.faults import UNNAMED, Loc, again, fault, raised
from crackmap.language.field_types import UNCLAIMED, Read
from crackmap.language.notations import (
    LEFT_OUT,
    Claim,
    a,
    in_one_form,
    is_claims,
    normal,
    read_claims,
)
from crackmap.language.slips import unknown_key
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.span import Span

# By the class and the fields that are written, both forms of these: the set that pydantic keeps,
# one for all elements that write the same, and their order in the class.
_WRITTEN: dict[tuple[type, frozenset[str]], tuple[set[str], tuple[str, ...]]] = {}


class Part(NamedTuple):
    """What the elements under a key are, and their form: many, table, one, or one by its id."""

    kind: type["Element"]
    form: str


class Element(BaseModel):  # noqa: PLW1641  (its hash is set for each subclass)
    """A part of a process: frozen, compared by identity, and able to say where it was written."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    # The keys whose value is the place of the whole element; without any it is its own key.
    headline: ClassVar[tuple[str, ...]] = ()
    # The key that a scalar stands for, where the element has a short form: `next: a-step`.
    short: ClassVar[str | None] = None
    # Whether it may stand in a table under words that are no id.
    any_id: ClassVar[bool] = False
    # Whether a placeholder is one, too, and says that something is missing.
    keeps_nothing: ClassVar[bool] = False
    noun: ClassVar[str] = "element"
    # By key: the field, what the field takes, and the elements in it.
    keys: ClassVar[dict[str, str]] = {}
    takes: ClassVar[dict[str, str]] = {}
    parts: ClassVar[dict[str, Part]] = {}
    has_defaults: ClassVar[bool] = False  # whether the class holds the defaults of its fields

    # What an instance holds beside its fields, in the way of a cached property: pydantic's private
    # attributes would be set up one by one for thousands of elements.
    _mapping: ClassVar[MapNode | None] = None
    _claims: ClassVar[dict[str, tuple[Claim, ...]]] = {}
    _path: ClassVar[str] = ""

    __eq__ = object.__eq__  # two steps that read alike are still two

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Collect, once a class, what stands under each key."""
        super().__pydantic_init_subclass__(**kwargs)
        cls.__hash__ = object.__hash__  # type: ignore[method-assign]  # pydantic's looks at fields
        cls.keys, cls.takes, cls.parts = {}, {}, {}
        for name, info in cls.model_fields.items():
            key = info.alias or name
            cls.keys[key] = name
            reader = next((note for note in info.metadata if isinstance(note, Read)), None)
            if reader is None and (part := _part(info.annotation)):
                cls.parts[key] = part
            elif reader and reader.takes:
                cls.takes[key] = reader.takes

    @model_validator(mode="wrap")
    @classmethod
    def _read(
        cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        """Read a mapping, with or without places; every error of it is raised at once."""
        if not isinstance(data, dict):
            if data is LEFT_OUT:
                raise PydanticOmit
            return handler(data)
        faults: list[InitErrorDetails] = []
        fields, claims = cls._in_one_form(data, handler, faults)
        wrong: set[Any] = set()
        if len(fields) < len(data):
            wrong = data.keys() - fields.keys() - cls.parts.keys()
        try:
            element = handler(fields)
        except ValidationError as error:
            right: dict[Any, Any] = dict(fields)
            for details in error.errors(include_url=False):
                key = details["loc"][0]
                right.pop(key, None)
                if details["type"] in (UNNAMED, "extra_forbidden"):
                    wrong.add(key)
                faults.append(cls._named(details, data))
            element = handler(right)
        cls._keep_what_is_written(element)
        faults += element.complete(wrong)
        if faults:
            raise raised(*faults)
        beside = element.__dict__  # the element is frozen
        if isinstance(data, MapNode):
            beside["_mapping"] = data
        elif info.context:
            beside["_path"] = info.context.get("path", "")
        if claims:
            beside["_claims"] = claims
        return element

    @classmethod
    def _keep_what_is_written(cls, element: Self) -> None:
        """Let `element` hold the fields that are written; the class has the others.

        Thousands of steps write few of some twenty fields, and often the same.
        """
        if "has_defaults" not in cls.__dict__:  # not before its subclasses have fields of that name
            cls.has_defaults = True
            for name, info in cls.model_fields.items():
                type.__setattr__(cls, name, info.default)
        written = element.__pydantic_fields_set__
        fields = element.__dict__
        kind = cls, frozenset(written)
        if kind not in _WRITTEN:
            _WRITTEN[kind] = written, tuple(name for name in fields if name in written)
        shared, names = _WRITTEN[kind]
        put = object.__setattr__  # the element is frozen
        put(element, "__dict__", {name: fields[name] for name in names})
        put(element, "__pydantic_fields_set__", shared)

    @classmethod
    def _in_one_form(
        cls, data: dict[str, Any], handler: Any, faults: list[InitErrorDetails]
    ) -> tuple[dict[str, Any], dict[str, tuple[Claim, ...]]]:
        """Return the fields in the form that pydantic reads, and what documents say of them."""
        fields, claims = data, dict[str, tuple[Claim, ...]]()
        parts, takes = cls.parts, cls.takes
        for key, value in data.items():
            if key not in parts and (type(value) is str or not is_claims(value)):
                continue
            if fields is data:
                fields = dict(data)
            if key in parts:
                fields[key] = in_one_form(*parts[key], data, key, faults)
                if fields[key] is LEFT_OUT:
                    del fields[key]
            elif key in takes and takes[key] not in UNCLAIMED:
                try:
                    fields[key], claims[key] = read_claims(data, key, cls.keys[key], handler)
                except ValidationError as error:
                    del fields[key]
                    for details in error.errors(include_url=False):
                        faults.append(cls._named(details, data, key))
        return fields, claims

    @classmethod
    def _named(cls, details: ErrorDetails, data: dict[str, Any], *above: str) -> InitErrorDetails:
        """Return an error of a field in words that name its key; one of an element as it is."""
        loc: Loc = (*above, *details["loc"])
        key = loc[0]
        if details["type"] == "extra_forbidden":
            every = f"{a(cls.noun)} has: {', '.join(cls.keys)}"
            help_ = unknown_key(cls.noun, str(key), data, cls.keys, every)
            named = fault(f"{a(cls.noun)} has no key `{key}`", help_, key, at="key")
        elif details["type"] == UNNAMED:
            context = details["ctx"]
            words = f"`{key}`: {context['words']}"
            named = fault(words, context["help"], *loc, at=context["at"])
        else:
            return again(details, *above)
        return {**named, "input": details["input"]}

    def complete(self, wrong: set[str]) -> Iterable[InitErrorDetails]:
        """Fill in what follows from other fields, and return what is missing; for subclasses.

        Fields with errors have their defaults. Under the keys `wrong` the value itself is wrong,
        or nothing can stand.
        """
        return ()

    def written(self, key: str) -> bool:
        """Return whether the file has `key` here, even with nothing behind it."""
        return self._mapping is not None and key in self._mapping

    def claims(self, key: str) -> tuple[Claim, ...]:
        """Return what each document says of the field `key`; empty where there is a plain value."""
        return self._claims.get(key, ())

    def claimed_keys(self) -> tuple[str, ...]:
        """Return the keys that hold claims, in the order of the file."""
        return tuple(self._claims)

    def disputed_keys(self) -> tuple[str, ...]:
        """Return the keys, owners aside, whose claims do not agree after normalisation."""
        return tuple(
            key
            for key, claims in self._claims.items()
            if len({normal(claim.says) for claim in claims}) > 1
        )

    def span(self, key: str | None = None, index: int | None = None) -> Span:
        """Return the place of the value of `key` (of its item `index`), else of the element."""
        mapping = self._mapping
        if mapping is None:
            return Span(self._path)
        if key is not None and key in mapping:
            value = mapping[key]
            if index is not None and isinstance(value, ListNode) and index < len(value):
                return value.span(index)
            return mapping.span(key)
        for name in self.headline:
            if mapping.get(name) is not None and name in mapping:
                return mapping.span(name)
        return mapping.own_span()

    def key_span(self, key: str) -> Span:
        """Return the place of `key` itself, else of the element."""
        if self._mapping is not None and key in self._mapping:
            return self._mapping.key_span(key)
        return self.span()

    @property
    def path(self) -> str:
        """The file that the element was read from."""
        return self._mapping.source.path if self._mapping is not None else self._path

    @property
    def mapping(self) -> MapNode | None:
        """The mapping of the file that the element was read from; fixes look at it."""
        return self._mapping


def _part(annotation: Any) -> Part | None:
    """Return the element that a field holds, and in which form."""
    if isinstance(annotation, type) and issubclass(annotation, Element):
        return Part(annotation, "one")
    inner = [part for part in map(_part, get_args(annotation)) if part]
    if not inner:
        return None
    form = {tuple: "many", dict: "table"}.get(get_origin(annotation), inner[0].form)
    return Part(inner[0].kind, "named" if str in get_args(annotation) and form == "one" else form)
