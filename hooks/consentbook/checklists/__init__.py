"""Checklists: task lists in docs/checklists/ whose items have stable ids."""
