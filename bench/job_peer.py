"""The job as a PySpark user writes it, for `eegpt bench --case job --peer`: a table of windows, a
predict_batch_udf around PyTorch or OpenVINO, a table of tokens.

    pip install pyspark==4.0.1 torch numpy scipy pandas pyarrow pyedflib safetensors onnx onnxscript openvino

    python job_peer.py prepare FOLDER EDF...             windows (average reference, millivolts, 256 Hz) and the model as ONNX
    python job_peer.py run FOLDER torch|openvino CORES   windows to tokens; what is timed, from its start to its end
    python job_peer.py compare FOLDER EMBEDDINGS         the largest difference to eegpt's own table

FOLDER holds case.json and weights.safetensors, written by `eegpt bench`. Preparing is not timed.
"""
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BATCH = 16
RATE = 256


def prepare(folder, files):
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq
    import pyedflib
    from scipy.signal import resample_poly

    case = json.loads((folder / "case.json").read_text())
    target = folder / "windows"
    target.mkdir()
    for file in files:
        edf = pyedflib.EdfReader(file)
        labels = [label.strip(". ").upper() for label in edf.getSignalLabels()]
        rows = [labels.index(name) for name in case["channels"]]
        rate = int(edf.getSampleFrequency(rows[0]))
        x = np.stack([edf.readSignal(row) for row in rows])
        edf.close()
        x = resample_poly(x - x.mean(0), RATE, rate, axis=1) / 1000
        starts = range(0, x.shape[1] - case["window"] + 1, case["hop"])
        windows = np.stack([x[:, s:s + case["window"]] for s in starts]).astype("float32")
        flat = pa.FixedSizeListArray.from_arrays(pa.array(windows.reshape(-1)), windows[0].size)
        table = pa.table({
            "source": [Path(file).name] * len(windows),
            "window": pa.array(range(len(windows)), pa.int64()),
            "x": flat.cast(pa.list_(pa.float32())),
        })
        pq.write_table(table, target / (Path(file).stem + ".parquet"), compression="zstd")
    export(folder, case)


def encoder(folder, case):
    from peer import EegptEncoder
    from safetensors.torch import load_file

    return EegptEncoder(load_file(folder / "weights.safetensors"), case).eval()


def export(folder, case):
    import torch

    x = torch.rand(BATCH, len(case["channels"]), case["window"])
    rows = torch.tensor(case["rows"])
    batch = torch.export.Dim("batch", min=1, max=4096)
    torch.onnx.export(encoder(folder, case), (x, rows), str(folder / "encoder.onnx"), input_names=["x", "rows"],
                      output_names=["tokens"], dynamo=True, dynamic_shapes=({0: batch}, None))


def torch_predictor(folder, case):
    def make():
        sys.path.insert(0, str(HERE))
        import torch

        torch.set_num_threads(1)
        model, rows = encoder(folder, case), torch.tensor(case["rows"])

        def predict(x):
            with torch.inference_mode():
                tokens = model(torch.from_numpy(x), rows)
                return (tokens.mean(1) if case["pooled"] else tokens).flatten(1).numpy()

        return predict

    return make


def openvino_predictor(folder, case):
    def make():
        import numpy as np
        import openvino

        model = openvino.Core().compile_model(
            str(folder / "encoder.onnx"), "CPU", {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"})
        request, rows = model.create_infer_request(), np.array(case["rows"])
        names = {i.get_any_name() for i in model.inputs}

        def predict(x):
            feed = {name: value for name, value in (("x", x), ("rows", rows)) if name in names}
            tokens = request.infer(feed)[model.output(0)]
            return (tokens.mean(1) if case["pooled"] else tokens).reshape(len(x), -1).copy()

        return predict

    return make


def run(folder, runtime, cores):
    import os

    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.ml.functions import predict_batch_udf
    from pyspark.sql import SparkSession
    from pyspark.sql.types import ArrayType, FloatType

    case = json.loads((folder / "case.json").read_text())
    spark = (SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", "false")
             .config("spark.sql.files.openCostInBytes", "0").config("spark.driver.memory", "6g").getOrCreate())
    make = {"torch": torch_predictor, "openvino": openvino_predictor}[runtime](folder, case)
    embed = predict_batch_udf(make, return_type=ArrayType(FloatType()), batch_size=BATCH,
                              input_tensor_shapes=[[len(case["channels"]), case["window"]]])
    windows = spark.read.parquet(str(folder / "windows")).repartition(cores)
    tokens = windows.select("source", "window", embed("x").alias("tokens"))
    tokens.write.mode("overwrite").parquet(str(folder / runtime))
    spark.stop()


def compare(folder, embeddings):
    import numpy as np
    import pyarrow.dataset as ds

    def rows(path):
        files = [str(f) for f in Path(path).glob("*.parquet")]
        table = ds.dataset(files).to_table(columns=["source", "window", "tokens"])
        keys = [(Path(s).name, w) for s, w in zip(table["source"].to_pylist(), table["window"].to_pylist())]
        return dict(zip(keys, table["tokens"].combine_chunks()))

    ours = rows(embeddings)
    for runtime in ("torch", "openvino"):
        if (folder / runtime).exists():
            theirs = rows(folder / runtime)
            if ours.keys() != theirs.keys():
                sys.exit(f"{runtime}: {len(theirs)} windows, eegpt: {len(ours)}; {len(ours.keys() & theirs.keys())} in common")
            worst = max(np.abs(ours[k].values.to_numpy() - theirs[k].values.to_numpy()).max() for k in ours)
            print(json.dumps({"runtime": runtime, "windows": len(ours), "error": float(worst)}))


if __name__ == "__main__":
    command, folder, rest = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
    if command == "prepare":
        prepare(folder, rest)
    elif command == "run":
        run(folder, rest[0], int(rest[1]))
    else:
        compare(folder, rest[0])
