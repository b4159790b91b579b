"""Measures link checking beside other tools, in one run and as ratios: ``make bench``."""
