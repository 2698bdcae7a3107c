"""What a model is and how it is used: preprocessing, vocabulary, card, decoding, streaming.

Shape letters, everywhere in this project:
B batch, T input frames, U output steps, C features, V vocabulary with blank, H W image,
S side of the square low-resolution frame, k frames per step (T = k * U).

Import rule (`tests/test_imports.py` enforces it): `models` imports nothing of ours, and of the heavy libraries only
numpy, opencv and, in `models/recognizer.py` alone, onnxruntime; never torch, never Qt. `models/networks` is the
exception that proves it: torch and nothing of ours. This file imports nothing, so `import models` costs nothing.
"""
