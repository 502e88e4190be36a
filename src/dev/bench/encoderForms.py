"""Forms of a sentence encoder by onnxruntime's own tools: encoder.onnx, token ids of texts as JSON, folder for the results."""

import json
import logging
import sys
from pathlib import Path

import numpy
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_dynamic, quantize_static
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from onnxruntime.quantization.onnx_model import ONNXModel
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.float16 import convert_float_to_float16

logging.disable(logging.WARNING)
onnxruntime.set_default_logger_severity(3)
source, texts, folder = (Path(path) for path in sys.argv[1:])
# most quantisers know no Gemm; kept out of the folder, for it is none of the forms
matmul = folder / "matmul.tmp"
plain = ONNXModel(onnx.load(source))
plain.replace_gemm_with_matmul()
onnx.save(plain.model, matmul)


class Texts(CalibrationDataReader):
    """One text a run at its exact length, as the predictor runs them."""

    def __init__(self):
        self.rows = iter(json.loads(texts.read_text()))

    def get_next(self):
        row = next(self.rows, None)
        return row and {"input_ids": numpy.array([row], dtype=numpy.int64)}


def fused(path):
    model = optimizer.optimize_model(str(source), model_type="bert", num_heads=12, hidden_size=384, opt_level=0)
    model.save_model_to_file(str(path))


def float16(path):
    onnx.save(convert_float_to_float16(onnx.load(source), keep_io_types=True), path)


def dynamic(kind, channel=False, operators=("MatMul",)):
    """Weights beforehand, the numbers of the text when they come: with one scale for all its tokens."""
    return lambda path: quantize_dynamic(
        matmul, path, weight_type=kind, per_channel=channel, op_types_to_quantize=list(operators)
    )


def static(channel):
    """The scales of all numbers beforehand, by what texts made of them."""
    return lambda path: quantize_static(
        matmul,
        path,
        Texts(),
        per_channel=channel,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
    )


def blocks(size):
    """A scale for each `size` weights; level 4: the sums are made of whole numbers."""

    def make(path):
        config = DefaultWeightOnlyQuantConfig(block_size=size, is_symmetric=True, accuracy_level=4, bits=8)
        quantiser = MatMulNBitsQuantizer(onnx.load(matmul), algo_config=config)
        quantiser.process()
        onnx.save(quantiser.model.model, path)

    return make


recipes = {
    "fused": fused,
    "float16": float16,
    "dynamic-int8": dynamic(QuantType.QInt8),
    "dynamic-int8-channel": dynamic(QuantType.QInt8, channel=True),
    "dynamic-int8-channel-words": dynamic(QuantType.QInt8, channel=True, operators=("MatMul", "Gather")),
    "dynamic-uint8-channel": dynamic(QuantType.QUInt8, channel=True),
    "static-int8": static(channel=False),
    "static-int8-channel": static(channel=True),
    "blocks-8bit-32": blocks(32),
    "blocks-8bit-128": blocks(128),
}

for name, make in recipes.items():
    try:
        make(folder / f"{name}.onnx")
    # the tools change often: one that fails must not keep the others away
    except Exception as error:
        print(f"{name} was not made: {error}", file=sys.stderr)
matmul.unlink()
