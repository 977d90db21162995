"""Drawings of draw.io: their pages, their cells, and what is drawn in what."""
