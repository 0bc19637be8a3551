"""What others call it: one CONSTRUCT query for each vocabulary that the graph is handed on in."""
