"""The tables of the control file, in the order of a control, and what an inspector may ask of them."""

from aval.accountability.pieces import acts, house, origins
from aval.accountability.pieces.piece import Asked, Document, Row, named, people_of

DOCUMENTS: tuple[Document, ...] = (*origins.DOCUMENTS, *acts.DOCUMENTS, *house.DOCUMENTS)

__all__ = ["DOCUMENTS", "Asked", "Document", "Row", "named", "people_of"]
