"""Rows of the room, one module for each thing it knows."""

from aval.prospects.models.consents import Consent
from aval.prospects.models.consultations import Consultation
from aval.prospects.models.exports import Export
from aval.prospects.models.imports import ColumnMapping, Import, RefusedLine
from aval.prospects.models.objections import ForeignMark, Objection
from aval.prospects.models.people import Company, ContactPoint, Correction, Person, Provenance
from aval.prospects.models.registers import Stock
from aval.prospects.models.relations import Relation, Stage
from aval.prospects.models.segments import Segment
from aval.prospects.models.silences import Silence
from aval.prospects.models.sources import Source, SupplierFile
from aval.prospects.models.suppliers import Capture, PartnerList, Rental, Sample

__all__ = [
    "Capture",
    "ColumnMapping",
    "Company",
    "Consent",
    "Consultation",
    "ContactPoint",
    "Correction",
    "Export",
    "ForeignMark",
    "Import",
    "Objection",
    "PartnerList",
    "Person",
    "Provenance",
    "RefusedLine",
    "Relation",
    "Rental",
    "Sample",
    "Segment",
    "Silence",
    "Source",
    "Stage",
    "Stock",
    "SupplierFile",
]
