"""The trainable graphs: what teacher and student are made of. The only place in `models` that imports torch."""
