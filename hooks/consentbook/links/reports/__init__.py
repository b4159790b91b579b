"""What was found, placed where it is written, in the formats that people and tools read."""
