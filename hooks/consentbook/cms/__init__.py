"""Pages that a CMS exports: their front matter, root-relative links and sample texts."""
