"""The edge: files are read and checked here once; behind it there are only typed, frozen values."""
