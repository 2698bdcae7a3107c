"""The desktop app: camera, recogniser, subtitles. It never imports torch."""
