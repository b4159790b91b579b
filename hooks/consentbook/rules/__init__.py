"""Rules on wording: data in rules.yml, and the engine that applies them to plain text from anywhere."""
