"""Statements and what they rest on: [n] marks, citations, and the verification that checks them."""
