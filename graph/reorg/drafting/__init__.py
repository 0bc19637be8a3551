"""Drafts a record from an article: what can be found by rule, with every guess marked as one."""
