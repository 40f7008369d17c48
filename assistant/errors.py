"""Everything that can go wrong in the assistant, as one tree.

AssistantError
├── EmptyQuestion           there is nothing to answer or look for
├── SettingsError           a setting has a value that cannot be used
├── ReadingError            what is to be watched cannot be
├── ModelError              the chat model cannot be used
├── Stopped                 nobody waits for the answer any more
├── Busy                    so much is asked that no more may wait
├── ExportError             a file cannot be written
├── ArchiveError            a backup or an export cannot be written or read
├── NotABriefing            a file holds no briefing, or a damaged one
├── ConversationStoreError  what was kept for users cannot be read or written
├── UnknownBriefing         no briefing was saved under this id
├── UnknownConversation     no conversation is kept under this id for who asks
├── UnknownSchedule         nothing is followed under this id
└── DeliveryError           a briefing did not get where it was to go
    └── DeliveryRefused     nor will it, however often it is sent

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


class Busy(AssistantError):
    """So many answers are waited for that no more may wait."""


class ExportError(AssistantError):
    """A file cannot be written."""


class ArchiveError(AssistantError):
    """A backup or an export cannot be written, or is none, damaged or too new."""


class NotABriefing(AssistantError):
    """The file holds no briefing, or a damaged one."""


class ConversationStoreError(AssistantError):
    """The file of what was kept cannot be read or written."""


class UnknownBriefing(AssistantError):
    """No briefing was saved under this id."""


class UnknownConversation(AssistantError):
    """No conversation is kept under this id for who asks."""


class UnknownSchedule(AssistantError):
    """Nothing is followed under this id."""


class DeliveryError(AssistantError):
    """A briefing did not get where it was to go."""


class DeliveryRefused(DeliveryError):
    """A briefing is not taken where it was to go, however often it is sent."""
