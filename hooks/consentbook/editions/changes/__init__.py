"""What changed between two editions, and what a product team must do: as pages, JSON, an Atom feed and a command."""
