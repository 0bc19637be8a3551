"""Helpers of the ontology's tests: graphs to reason over, and reasoners to run on them."""
