"""Wording: snippets with their parts, blanks and marked elements, and the views drawn from them."""
