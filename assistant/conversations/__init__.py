"""Threads, running answers, open and saved briefings, feedback: for every face, in one file.

The SQLite file is apart from the catalog, so that adding articles never blocks a conversation.
"""
