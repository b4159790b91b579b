"""What links in pages, checklists and snippets must hold to, which needs no network."""
