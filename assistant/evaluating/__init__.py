"""Measuring answers: articles and questions in, figures out, and the floors they must keep."""
