"""The access file (art. 15 GDPR): everything held about one person, in words she reads.

It is read from the holdings of every room and from no list of its own, so what a room holds is in it.
"""

from aval.rights.access.reading import AccessFile, read_access

__all__ = ["AccessFile", "read_access"]
