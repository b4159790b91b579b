"""Python's search for garbage in a process that ends soon: most of what it makes lives to its end."""

import atexit
import gc

OBJECTS = 100_000  # that are made before garbage among them is looked for


def look_seldom() -> None:
    """Look for garbage seldom from now on, never among what is there, and not at the end.

    At the end the system takes all memory back; that Python looks through it first took a tenth of a run.
    """
    gc.freeze()
    gc.set_threshold(OBJECTS)
    atexit.register(gc.freeze)
