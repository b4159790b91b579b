"""Python's search for garbage in a process that ends soon: most of what it makes lives to its end."""

import atexit
import gc

OBJECTS = 100_000  # that are made before garbage among them is looked for


def look_seldom() -> None:
    """Look for garbage seldom from now on, and never among what is there."""
    gc.freeze()
    gc.set_threshold(OBJECTS)


# At the end the system takes all memory back; that Python looks through it first took a tenth of a run.
atexit.register(gc.freeze)
