"""Writers show a report; each module is one format, imported when it is asked for."""
