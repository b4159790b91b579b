"""Links inside a built site, and what acts by itself on its pages."""
