"""Flowcharts of Mermaid: how they are written, and what they hold."""
