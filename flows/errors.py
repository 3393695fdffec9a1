"""What can be expected to go wrong in `flows`: every error says in one line what it is about and what to do."""

from __future__ import annotations


class HoptacError(Exception):
    """The message is one line for a person; the command line prints it and nothing else."""
