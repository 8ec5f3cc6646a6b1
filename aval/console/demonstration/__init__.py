"""The demonstration: three lists of invented people, what stands in each, and what each must yield (README beside)."""
