"""Everything that can go wrong in the assistant, as one tree.

AssistantError
├── EmptyQuestion           there is nothing to answer or look for
├── SettingsError           a setting has a value that cannot be used
├── ReadingError            what is to be watched cannot be
├── ModelError              the chat model cannot be used
├── Stopped                 nobody waits for the answer any more
├── ExportError             a file cannot be written
├── NotABriefing            a file holds no briefing, or a damaged one
├── ConversationStoreError  what was kept for users cannot be read or written
├── UnknownBriefing         no briefing was saved under this id
└── UnknownConversation     no conversation is kept under this id for who asks

Each message is one line that says what happened, where, and what to do. What the store
cannot do is a VectorStoreError.
"""


class AssistantError(Exception):
    """Base of all errors raised by `assistant`."""


class EmptyQuestion(AssistantError):
    """The question or query has no words."""


class SettingsError(AssistantError):
    """A setting has a value that cannot be used."""


class ReadingError(AssistantError):
    """What is to be watched is no folder."""


class ModelError(AssistantError):
    """The chat model cannot be reached or does not answer."""


class Stopped(AssistantError):
    """Nobody waits for what is being written any more."""


class ExportError(AssistantError):
    """A file cannot be written."""


class NotABriefing(AssistantError):
    """The file holds no briefing, or a damaged one."""


class ConversationStoreError(AssistantError):
    """The file of what was kept cannot be read or written."""


class UnknownBriefing(AssistantError):
    """No briefing was saved under this id."""


class UnknownConversation(AssistantError):
    """No conversation is kept under this id for who asks."""
