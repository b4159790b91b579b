"""The site: what joins the book and MkDocs."""
