"""Maps as SVG: the same bytes on every machine."""
