"""What follows: one SPARQL CONSTRUCT rule a file."""
