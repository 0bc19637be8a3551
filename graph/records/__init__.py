"""What is said: one YAML record a report."""
