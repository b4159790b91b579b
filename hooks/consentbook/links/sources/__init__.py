"""Where addresses are written: in the project, and in files and sites of others."""
