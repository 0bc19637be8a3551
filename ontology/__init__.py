"""What may be said: the vocabulary, its alignments, shapes and JSON-LD context."""
