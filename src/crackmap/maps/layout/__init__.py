"""Lanes and arrows as numbers: a chart goes in, a scene of plain integer records comes out."""
