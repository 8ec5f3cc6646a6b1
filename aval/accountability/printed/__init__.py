"""What is handed over as a document: the register and the CNIL's form, on paper or as a spreadsheet."""

from aval.accountability.printed.paper import Section, on_paper
from aval.accountability.printed.registers import column_names, register_ods, register_pdf

__all__ = ["Section", "column_names", "on_paper", "register_ods", "register_pdf"]
