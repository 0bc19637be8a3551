"""Serves a graph on this machine: a SPARQL endpoint, and pages to read and to ask it."""
