"""Training of the embedded models: the stance cross-encoder and the sentence embedder.

Run ``python -m evals.training --help``. Only this package needs torch; what ships in ``bot/models`` is int8 ONNX.
"""
