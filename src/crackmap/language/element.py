"""The base of every part of a process: reads its fields by their shapes and keeps their places."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from crackmap.language.field_types import InvalidValue, Shape
from crackmap.language.notations import (
    Claim,
    Reading,
    a,
    elements,
    is_claims,
    read_claims,
    span_at,
    strictest,
    table,
)
from crackmap.source.nodes import ListNode, MapNode
from crackmap.source.span import Span
from crackmap.source.words import did_you_mean

# Thousands of steps have the same fields: one set serves them all.
_FIELDS_SETS: dict[frozenset[str], frozenset[str]] = {}


class Element(BaseModel):  # noqa: PLW1641  (its hash is set for each subclass)
    """A part of a process: frozen, compared by identity, and able to say where it was written."""

    model_config = ConfigDict(
        frozen=True,
        arbitrary_types_allowed=True,
        defer_build=True,  # no validator is ever needed
    )
    # The keys whose value is the place of the whole element; without any it is its own key.
    headline: ClassVar[tuple[str, ...]] = ()
    # The key that a scalar stands for, where the element has a short form: `next: a-step`.
    short: ClassVar[str | None] = None
    noun: ClassVar[str] = "element"
    keys: ClassVar[dict[str, tuple[str, Shape | None]]] = {}
    # Which element the value of a key is made of, where its shape is MANY, ONE or TABLE.
    parts: ClassVar[dict[str, type[Element]]] = {}

    # What stands in an instance beside its fields.
    _mapping: ClassVar[MapNode | None] = None
    _claims: ClassVar[dict[str, tuple[Claim, ...]]] = {}
    _path: ClassVar[str] = ""
    _key: ClassVar[str] = ""  # the id under which it stands in a table

    def __eq__(self, other: object) -> bool:
        """Compare by identity: two steps that read alike are still two."""
        return self is other

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Collect, once a class, under which key each field is written and in which shape."""
        super().__pydantic_init_subclass__(**kwargs)
        cls.__hash__ = object.__hash__  # type: ignore[method-assign]  # pydantic's looks at fields
        cls.keys = {
            info.alias or name: (
                name,
                next((note for note in info.metadata if isinstance(note, Shape)), None),
            )
            for name, info in cls.model_fields.items()
        }
        for name, info in cls.model_fields.items():
            # An instance holds what is written; of the rest, thousands of steps share one default.
            type.__setattr__(cls, name, info.default)

    @classmethod
    def read(cls, data: Any, reading: Reading | None = None, key: str = "") -> Self:
        """Make an element of a mapping, with or without places; problems go into `reading`.

        The shapes of the fields check every value and say what is wrong with it at its place.
        pydantic's validators, which would check again, are neither built nor run; see
        docs/decisions/values-are-read-once.md. Without a `reading` the first problem is a
        ValueError. `key` is the id under which the element stands in a table.
        """
        noted = reading or Reading()
        claims: dict[str, tuple[Claim, ...]] = {}
        plain = cls._plain(data, noted, claims)
        cls.complete(plain, data, noted)
        if reading is None and noted.problems:
            raise ValueError(noted.problems[0].message)
        fields = {cls.keys[key][0]: value for key, value in plain.items()}
        written = frozenset(fields)
        element = cls.__new__(cls)
        if isinstance(data, MapNode):
            fields["_mapping"] = data
        else:
            fields["_path"] = noted.path
        if claims:
            fields["_claims"] = claims
        if key:
            fields["_key"] = key
        put = object.__setattr__  # the element is frozen
        put(element, "__dict__", fields)
        put(element, "__pydantic_fields_set__", _FIELDS_SETS.setdefault(written, written))
        put(element, "__pydantic_extra__", None)
        put(element, "__pydantic_private__", None)
        return element

    @classmethod
    def _plain(
        cls, data: Any, reading: Reading, claims: dict[str, tuple[Claim, ...]]
    ) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        keys = cls.keys
        for key, value in data.items():
            try:
                shape = keys[key][1]
            except KeyError:
                cls._unknown_key(key, data, reading)
                continue
            try:
                if shape is None or shape.kind in ("many", "one", "table"):
                    plain[key] = cls._parts(key, shape, data, reading)
                elif type(value) is str:
                    plain[key] = shape.read(value)
                elif shape.claims and is_claims(value):
                    found = tuple(read_claims(value, shape, span_at(data, key, reading.path)))
                    claims[key] = found
                    plain[key] = strictest(found, shape)
                else:
                    plain[key] = shape.read(value)
            except InvalidValue as invalid:
                span = invalid.span or span_at(data, key, reading.path)
                reading.problem(span, f"`{key}`: {invalid.message}", invalid.help)
        return plain

    @classmethod
    def _parts(cls, key: str, shape: Shape | None, data: Any, reading: Reading) -> Any:
        value = data[key]
        if shape is None:
            return value
        kind = cls.parts[key]
        if shape.kind == "table":
            listed = table(kind, value, (data, key), reading)
            return {id_: kind.read(one, reading, id_) for id_, one in listed.items()}
        found = elements(kind, value, (data, key), reading)
        if shape.kind == "many":
            return tuple(kind.read(one, reading) for one in found)
        if len(found) > 1:
            raise InvalidValue(
                f"there are several where one {kind.noun} belongs", "keep one of them"
            )
        return kind.read(found[0], reading) if found else None

    @classmethod
    def complete(cls, plain: dict[str, Any], data: Any, reading: Reading) -> None:
        """Fill in what follows from other fields, and note what is missing; for subclasses."""

    @classmethod
    def _unknown_key(cls, key: str, data: Any, reading: Reading) -> None:
        span = data.key_span(key) if isinstance(data, MapNode) else Span(reading.path)
        help_ = did_you_mean(key, cls.keys, f"{a(cls.noun)} has: {', '.join(cls.keys)}")
        if isinstance(data, MapNode) and data.is_bare(key):
            help_ = "in braces a comma ends a text: put one that holds a comma in quotes"
        reading.problem(span, f"{a(cls.noun)} has no key `{key}`", help_)

    def written(self, key: str) -> bool:
        """Tell whether the file has `key` here, even with nothing behind it."""
        return self._mapping is not None and key in self._mapping

    def claims(self, key: str) -> tuple[Claim, ...]:
        """Give what each document says of the field `key`; empty where there is a plain value."""
        return self._claims.get(key, ())

    def claimed_keys(self) -> tuple[str, ...]:
        """Give the keys that hold claims, in the order of the file."""
        return tuple(self._claims)

    def disputed_keys(self) -> tuple[str, ...]:
        """Give the keys, owners aside, whose claims do not agree after normalisation."""
        found = []
        for key, claims in self._claims.items():
            shape = self.keys[key][1]
            if shape and len({shape.same(claim.says) for claim in claims}) > 1:
                found.append(key)
        return tuple(found)

    def span(self, key: str | None = None, index: int | None = None) -> Span:
        """Give the place of the value of `key` (of its item `index`), else of the element."""
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
        """Give the place of `key` itself, else of the element."""
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
