"""How a reader says that it can't go on."""

from __future__ import annotations


class ReadFailure(Exception):
    """A file can't be read.

    Attributes:
        reason: a key of `REASONS`.
        message: what is wrong, and the cure.
        record: index of the row that it is about, None for the file.
    """

    def __init__(self, reason: str, message: str, record: int | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.record = record


def encrypted(what: str) -> ReadFailure:
    """The failure of what needs a password."""
    return ReadFailure("encrypted", f"{what} needs a password: save a copy without one")


def broken(what: str, error: object) -> ReadFailure:
    """The failure of what isn't what its format says."""
    detail = " ".join(str(error).split())[:200] or type(error).__name__
    return ReadFailure("broken", f"damaged {what} ({detail}): open and save it anew, if it opens")
