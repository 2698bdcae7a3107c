"""The desktop app: camera, recogniser, subtitles.

It may import `models` and `assets`, and of the heavy libraries PySide6, opencv and mediapipe; never torch, never onnx.
This module itself imports nothing, so that the order of imports stays the business of `app/__main__.py`.
"""
