"""What can be asked: one SPARQL query a file."""
