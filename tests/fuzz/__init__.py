"""Queries made at random, and what another engine answers to them."""
