# The Python with the peers: PEERS_PYTHON, or a virtual environment in the user's cache. To be sourced.
peers=(numpy h5py pillow scikit-learn onnx onnxruntime onnxscript skl2onnx safetensors mpmath
  tensorboard)
modules="numpy, torch, h5py, PIL, sklearn, onnx, onnxruntime, onnxscript, skl2onnx, safetensors, mpmath"
environment="${XDG_CACHE_HOME:-$HOME/.cache}/dnn-peers"
export PEERS_PYTHON="${PEERS_PYTHON:-$environment/bin/python}"

has_peers() { "$PEERS_PYTHON" -c "import $modules" 2>/dev/null; }
