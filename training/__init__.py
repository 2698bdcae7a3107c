"""Everything that makes a model: torch lives here, Qt never does. The order of the commands of `glosscast-train`:

1. `synthesize` renders clips with exact truth and their `clips.csv` (or bring your own folder with a `clips.csv`);
2. `teacher` trains the big network on high-resolution frames;
3. `distill` trains LRINet on low-resolution frames, taught by the frozen teacher;
4. `evaluate` measures the word error rate through the very code the app runs;
5. `export` writes one `.onnx` with its card and proves that it equals the network; `pipeline` runs all five.
"""
