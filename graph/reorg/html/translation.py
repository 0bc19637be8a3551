"""The words of the page: one file a language, with plural forms, numbers and dates after CLDR.

The files are in `reorg.html.words`. A message has places for values, such as ``{voices}``, and a
form for each plural category where a number decides (the form of go-i18n's files).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, reduce
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from reorg import resources
from reorg.errors import ReorgError

if TYPE_CHECKING:
    from babel import Locale
    from markupsafe import Markup

    Message = str | Mapping[str, str]

#: The language of the vocabulary and of records, in which stands what has no other words.
SOURCE = "en"
PACKAGE = "html.words"
SUFFIX = ".toml"

#: The plural categories of CLDR.
CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})

_PLACE = re.compile(r"\{(\w+)\}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def languages() -> list[str]:
    """Return the tags of the languages that the page can be written in, in sorted order."""
    return [name.removesuffix(SUFFIX) for name in resources.names(PACKAGE, SUFFIX)]


def name_of(tag: str) -> str:
    """Return the name of a language's file; a region, such as that of ``de-AT``, is left out.

    Raises:
        ReorgError: There are no words in this language.
    """
    known = languages()
    fitting = [name for name in (tag.lower(), tag.lower().partition("-")[0]) if name in known]
    if not fitting:
        raise ReorgError(
            f"the page has no words in the language `{tag}`",
            remedy=f"choose one of these: {', '.join(known)}",
        )
    return fitting[0]


def language(tag: str = SOURCE) -> Language:
    """Return a language's words; English ones where it has none.

    Args:
        tag: The tag of BCP 47, such as ``de``.

    Raises:
        ReorgError: There are no words in this language.
    """
    name = name_of(tag)
    own = {} if name == SOURCE else _messages(name)
    return Language(name, {**_messages(SOURCE), **own})


def _messages(tag: str) -> dict[str, Message]:
    import tomllib

    return dict(_flat(tomllib.loads(resources.read(PACKAGE, f"{tag}{SUFFIX}")), ""))


def _flat(table: Mapping[str, Any], start: str) -> Iterable[tuple[str, Message]]:
    for name, value in table.items():
        if isinstance(value, dict) and not value.keys() <= CATEGORIES:
            yield from _flat(value, f"{start}{name}.")
        else:
            yield f"{start}{name}", value


class Run(NamedTuple):
    """A part of a text; ``foreign`` where it is the graph's and so in the graph's language."""

    words: str
    foreign: bool = False


class Language:
    """One language: its words, and how it writes numbers and dates.

    Args:
        name: The name of its file, such as ``de``.
        messages: Its words by key, such as ``search.label``: a text, or a text for each plural
            category.
    """

    def __init__(self, name: str, messages: Mapping[str, Message]) -> None:
        self.name = name
        self.messages = messages

    @property
    def tag(self) -> str:
        """The tag of BCP 47 that the page names."""
        return self.text("language.tag")

    @property
    def is_source(self) -> bool:
        """Whether the vocabulary and records are in this language."""
        return self.name == SOURCE

    def text(self, key: str, **values: object) -> str:
        """Return a message with its values as plain text.

        Args:
            key: The message.
            values: What goes into its places; ``count`` decides its plural form.

        Raises:
            KeyError: There is no such message, or a place has no value.
        """
        return _PLACE.sub(lambda place: str(self._shown(values[place[1]])), self._form(key, values))

    def runs(self, key: str, **values: Run | str | float) -> list[Run]:
        """Return a message with its values as runs of text, of which some may be foreign."""
        pieces = _PLACE.split(self._form(key, values))
        whole = [values[piece] if i % 2 else piece for i, piece in enumerate(pieces)]
        return [one if isinstance(one, Run) else Run(str(self._shown(one))) for one in whole if one]

    def html(self, key: str, **values: object) -> Markup:
        """Return a message as HTML: values are escaped unless they are `Markup`."""
        from markupsafe import Markup, escape

        form = str(escape(self._form(key, values)))
        return Markup(_PLACE.sub(lambda place: escape(self._shown(values[place[1]])), form))

    def listed(self, key: str, several: Iterable[str]) -> Markup:
        """Return texts as a list in words, as HTML: each two joined by the message ``key``."""
        from markupsafe import Markup

        tagged = [*map(self.tagged, several)] or [Markup()]
        return reduce(lambda before, after: self.html(key, before=before, after=after), tagged)

    def enumerated(self, several: Iterable[Any], show: Callable[[Any], Markup]) -> Markup:
        """Return things as a list with commas and a last ``and``, each as ``show`` writes it."""
        from markupsafe import Markup

        *before, last = map(show, several)
        commas = Markup(", ").join(before)
        return self.html("list.and", before=commas, after=last) if before else last

    def lang(self, text: str) -> Markup:
        """Return the attribute that says that a text is in another language than the page."""
        from markupsafe import Markup

        return Markup(f' lang="{SOURCE}"') if self.is_foreign(text) else Markup()

    def tagged(self, text: str) -> Markup:
        """Return a text as HTML that says so where it is in another language than the page."""
        from markupsafe import Markup, escape

        if not self.is_foreign(text):
            return escape(text)
        return Markup(f'<span lang="{SOURCE}">{escape(text)}</span>')

    def is_foreign(self, text: str) -> bool:
        """Whether a text of the graph is in another language than the page."""
        if self.is_source or not any(map(str.isalpha, text)):
            return False
        return text not in self.native and not self.native.issuperset(text.split(", "))

    @cached_property
    def labels(self) -> dict[str, str]:
        """The vocabulary's labels in this language, by IRI; those of the source are the graph's."""
        if self.is_source:
            return {}
        try:
            turtle = resources.read("ontology", f"labels.{self.name}.ttl")
        except FileNotFoundError:
            return {}
        from pyoxigraph import RdfFormat, parse

        quads = parse(turtle, format=RdfFormat.TURTLE)
        return {quad.subject.value: quad.object.value for quad in quads}

    @cached_property
    def native(self) -> frozenset[str]:
        """Texts that are in the page's language wherever they stand: its words and labels."""
        labels = self.labels.values()
        denied = (self.text("statement.not", words=label) for label in labels)
        words = (message for message in self.messages.values() if isinstance(message, str))
        return frozenset(chain(labels, denied, words))

    def number(self, quantity: float) -> str:
        """Return a quantity as a reader writes it: ``3850`` becomes ``3,850`` in English."""
        english = f"{quantity:,.10g}" if quantity % 1 else f"{int(quantity):,}"
        if self.is_source:
            return english
        from babel.numbers import format_decimal

        return format_decimal(
            english.replace(",", ""), locale=self._locale, decimal_quantization=False
        )

    def day(self, text: str) -> str:
        """Return a day in ISO form as a reader writes it; any other text as it is."""
        if self.is_source or not _DATE.fullmatch(text):
            return text
        from babel.dates import format_date

        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
        return format_date(day, self.text("language.date"), locale=self._locale)

    def _form(self, key: str, values: Mapping[str, object]) -> str:
        message = self.messages[key]
        if isinstance(message, str):
            return message
        return message.get(self._category(values["count"]), message["other"])

    def _category(self, count: Any) -> str:
        # Babel's data take longer to load than English needs for a whole page's words.
        if self.is_source:
            return "one" if count == 1 else "other"
        return str(self._locale.plural_form(count))

    def _shown(self, value: object) -> object:
        return self.number(value) if isinstance(value, int | float) else value

    @cached_property
    def _locale(self) -> Locale:
        from babel import Locale

        return Locale.parse(self.tag, sep="-")
