"""What is said: the built graphs, the records and the package."""
