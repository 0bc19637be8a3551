"""The IRIs that the project mints, and the prefixes that its files use."""

from __future__ import annotations

from functools import cache

NAMESPACE = "https://w3id.org/reorg/ns#"
BASE = "https://w3id.org/reorg/id/"

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "reorg": NAMESPACE,
    "schema": "https://schema.org/",
    "sioc": "http://rdfs.org/sioc/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@cache
def expand(name: str) -> str:
    """Return the IRI of a prefixed name such as ``foaf:Person``.

    Raises:
        KeyError: The prefix is not one of the project's.
    """
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def split_iri(iri: str) -> tuple[str, str]:
    """Return the prefix that stands for the beginning of an IRI, empty for none, and the rest."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return prefix, iri[len(namespace) :]
    return "", iri
