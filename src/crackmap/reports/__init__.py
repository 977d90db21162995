"""Reports for one reader each: the content in one module a report, one writer a format."""
