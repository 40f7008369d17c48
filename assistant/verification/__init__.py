"""Statements and what they rest on: [n] marks, citations, and the gate that checks them."""
