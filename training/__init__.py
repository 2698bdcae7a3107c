"""From clips to weights to one .onnx file. It never imports Qt."""
