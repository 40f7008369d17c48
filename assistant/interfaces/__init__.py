"""Faces: the command line and the chat window, with no logic of their own."""
