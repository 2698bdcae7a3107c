"""Corpora that others publish, in the layouts in which they are distributed; none of them is part of this project."""
