"""The errors that reach people: `str(error)` is one sentence with the file or value, what was expected and found."""


class GlosscastError(Exception):
    """Base of every error a person can cause and mend; the commands print it and exit with code 2."""


class UnusableModelError(GlosscastError):
    """A model file that cannot be opened, has no complete card, or whose card disagrees with its graph."""


class UnreadableVideoError(GlosscastError):
    """A video file that is missing, is no video, or holds no frame."""


class BadInputError(GlosscastError):
    """Any other input that is not as it must be: a gloss, an array, a table, a setting."""
