"""A graph in which every field carries a payload, and a way to go through its page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyoxigraph import Literal, Quad, RdfFormat, Store, parse

ID = "https://w3id.org/reorg/id/"
NS = "https://w3id.org/reorg/ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
#: Values that are addresses of pages.
ADDRESSES = (
    "https://schema.org/url",
    "http://xmlns.com/foaf/0.1/page",
    "http://purl.org/dc/terms/source",
    "http://purl.org/dc/terms/license",
)
#: Concepts whose address becomes part of a style or of a link.
STYLED = ("standing-", "strength-", "act-", "certainty-", "view-", "topic-", "stance-")
#: Without numbers there is no picture of staff and money; another test spoils them as well.
NUMBERS = ("integer", "decimal", "nonNegativeInteger")

HIT = "window.hit=1"
PAYLOADS = {
    "script": f"<script>{HIT}</script>",
    "end of a script": f"</script></style></title></textarea><script>{HIT}</script>",
    "end of an attribute": f"\"'><img src=http://hit.invalid/ onerror={HIT} x=\"'",
    "address": f"javascript:{HIT}//",
    "template": f"{{{{ 7*7 }}}}{{% for x in y %}}{{# c #}}${{{HIT}}}",
    "separators": "one\u2028two\u2029three\x85four\x0bfive",
    "comment": f"<!--<script>{HIT}//-->",
    "handler": f"' autofocus onfocus={HIT} onmouseover='{HIT}",
    "svg": f"<svg onload={HIT}><a xlink:href=javascript:{HIT}>]]>&lt;b&gt;",
    "right to left": "\u202e\u2066gpj.\u2069\u202c\u200f",
}


def hostile(
    graph: Iterable[Quad], payloads: list[str], *, numbers: bool = False
) -> tuple[list[Quad], dict[str, list[str]]]:
    """Return a graph with a payload in every text, date, address and name of a thing.

    Args:
        graph: The graph to spoil.
        payloads: Payloads, which the values take by turns.
        numbers: Whether numbers are spoilt too.

    Returns:
        The graph, and its texts by field, such as ``Claim wording``.
    """
    quads = sorted(graph, key=str)
    kinds = _kinds(quads)
    texts: dict[str, list[str]] = {}
    made: list[str] = []

    def iri(node: Any, payload: str) -> str:
        value = node.value
        local = value.removeprefix(NS)
        ours = value.startswith(ID) or (value != local and local.startswith(STYLED))
        return f"<{_coded(value + payload if ours else value)}>"

    for number, quad in enumerate(quads):
        payload = payloads[number % len(payloads)]
        # A thing keeps one name wherever it stands.
        one = payloads[0]
        subject, value = iri(quad.subject, one), quad.object
        predicate = quad.predicate.value
        if predicate in ADDRESSES:
            words = _quoted(f"javascript:{HIT}//{payload}")
        elif isinstance(value, Literal):
            kind = value.datatype.value.removeprefix(XSD)
            if kind in NUMBERS and not numbers:
                words = str(value)
            else:
                field = f"{kinds.get(quad.subject.value, 'term')} {_local(predicate)}"
                text = f"{payload} {field} {number}."
                texts.setdefault(field, []).append(text)
                words = _quoted(text)
                if kind in NUMBERS:
                    words += f"^^<{value.datatype.value}>"
        else:
            words = iri(value, one)
        made.append(f"{subject} <{predicate}> {words} .")
    # Strict reading refuses such names; a store may hold them all the same.
    return list(parse("\n".join(made), RdfFormat.N_TRIPLES, lenient=True)), texts


def _kinds(quads: list[Quad]) -> dict[str, str]:
    """Return what each thing is: its class, and for a concept its scheme."""
    found: dict[str, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == TYPE:
            found.setdefault(quad.subject.value, set()).add(_local(quad.object.value))
    plain = {"Entity", "Voice", "CreativeWork", "QuantitativeValue", "Dataset", "Concept"}
    kinds = {iri: min(names - plain or names) for iri, names in found.items()}
    for iri, kind in kinds.items():
        if kind == "Concept":
            kinds[iri] = _local(iri).partition("-")[0]
    return kinds


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def _coded(text: str) -> str:
    plain = "#%&'()*+,-./:;=?@[]_~!$"
    return "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in plain) else f"\\u{ord(sign):04X}"
        for sign in text
    )


def _quoted(text: str) -> str:
    return str(Literal(text))


def store(quads: Iterable[Quad]) -> Store:
    """Return quads as a store."""
    made = Store()
    made.extend(quads)
    return made


#: Go to every thing and conflict, as a link to it would; return all that was to be read.
EVERY_THING = """async () => {
  const held = JSON.parse(document.getElementById('data').textContent);
  const read = new Set();
  for (const { id } of [...held.nodes, ...held.conflicts]) {
    const there = new Promise((done, failed) => {
      addEventListener('popstate', done, { once: true });
      setTimeout(() => failed(new Error(`${id} was not reached`)), 5000);
    });
    location.hash = id;
    await there;
    const shown = document.getElementById('selection');
    if (shown.hidden) throw new Error(`nothing is shown of ${id}`);
    shown.querySelectorAll('details').forEach((part) => { part.open = true; });
    read.add(shown.textContent);
  }
  return [...read].join('\\n');
}"""

#: Choose every value of every filter and take every kind out and back in.
EVERY_FILTER = """() => {
  const filters = document.getElementById('filters');
  let chosen = 0;
  for (const select of filters.querySelectorAll('select')) {
    for (const option of [...select.options].reverse()) {
      select.value = option.value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
      chosen += 1;
    }
  }
  for (const box of filters.querySelectorAll('input')) { box.click(); box.click(); }
  return chosen;
}"""

#: What no text may bring about: foreign elements, handlers, addresses that run.
INTRUDERS = """() => {
  const found = [];
  for (const part of document.querySelectorAll('*')) {
    if (['IMG', 'IFRAME', 'OBJECT', 'EMBED', 'BASE', 'FORM', 'TEXTAREA'].includes(part.tagName)
      && !part.matches('[role=search]')) found.push(part.outerHTML.slice(0, 200));
    for (const { name, value } of part.attributes) {
      const leads = /^((xlink:)?href|src|srcdoc|action|formaction|data)$/.test(name);
      const runs = name.startsWith('on') || (leads && /^\\s*javascript:/i.test(value));
      if (runs || name === 'autofocus') {
        found.push(`${part.tagName} ${name}=${value.slice(0, 200)}`);
      }
    }
  }
  for (const part of document.querySelectorAll('body script')) {
    if (part.textContent.trim().startsWith('window.hit')) found.push(part.outerHTML);
  }
  return [...new Set([...found, ...(window.hit ? ['it ran'] : [])])];
}"""

#: The text of the page itself, without its data.
READ = """() => ['header', '#filters', '#guide', 'main', '#panel', 'footer']
  .map((part) => document.querySelector(part).textContent).join('\\n')"""
