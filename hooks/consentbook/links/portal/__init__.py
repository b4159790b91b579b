"""The register on the portal: a page, its feed, and the report of the last check."""
