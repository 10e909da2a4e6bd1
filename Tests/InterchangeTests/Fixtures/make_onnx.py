"""Writes small files of ONNX that other tools made, and their answers, beside itself.

PEERS_PYTHON make_onnx.py; the networks are some of those of Tests/Peers/onnx_import.py. answers.npz has
NAME.x, the features as dnn has them, and NAME.y, the answers, (m, n) each.
"""

import pathlib
import sys

import numpy as np
import onnx

here = pathlib.Path(__file__).parent
sys.path.insert(0, str(here.parents[1] / "Peers"))
import onnx_import  # noqa: E402

WANTED = {
    "torch activations float32 old None": "torch-activations",
    "torch activations float64 old 17": "torch-activations-in-parts",
    "torch norms float32 old 9": "torch-norms-in-parts",
    "torch skipped float32 old None": "torch-skipped",
    "torch flattened float64 old None": "torch-flattened",
    "torch cnn float32 new 17": "torch-cnn",
    "torch normed first float32 old 9": "torch-normed-first",
    "torch resnet float32 old None": "torch-resnet",
    "torch viewed float64 old None": "torch-viewed",
    "torch logsoftmax float32 old None": "torch-logsoftmax",
    "sklearn names StandardScaler logistic float64": "sklearn-names",
    "sklearn pair StandardScaler relu float32": "sklearn-pair",
    "sklearn value MinMaxScaler tanh float32": "sklearn-value",
    "sklearn values RobustScaler identity float64": "sklearn-values",
    "keras normalized mlp float64": "keras-normalized",
    "keras pictures of bytes float32": "keras-bytes",
    "keras pooled float32": "keras-pooled",
    "keras summed float64": "keras-summed",
    "keras list of pixels float32": "keras-list",
    "keras padded float64": "keras-padded",
    "keras elu float64": "keras-elu",
    "keras gemm float64": "keras-gemm",
}



def bare(model):
    """The model without what PyTorch notes of its own source."""
    model = onnx.load_from_string(model)
    for part in [model, model.graph, *model.graph.node, *model.graph.value_info, *model.graph.input,
                 *model.graph.output, *model.graph.initializer]:
        del part.metadata_props[:]
    del model.graph.value_info[:]
    return model.SerializeToString()


answers = {}
for case in [*onnx_import.torch_cases(False), *onnx_import.sklearn_cases(False), *onnx_import.helper_cases()]:
    name = WANTED.pop(case.name, None)
    if name:
        (here / f"{name}.onnx").write_bytes(bare(case.bytes))
        answers[f"{name}.x"] = case.features().reshape(len(case.x), -1)[:3]
        answers[f"{name}.y"] = case.expected()[:3]
assert not WANTED, f"not among the cases: {list(WANTED)}"
np.savez_compressed(here / "answers.npz", **answers)
