"""Writes simulated recordings in the formats that are read, and what MNE-Python reads in them.

    pip install mne==1.13.2 scipy==1.17.1 h5py==3.16.0 numpy==2.4.6 pyarrow==26.0.1 pymatreader
    python make_recordings.py          # into the folder that the script lies in

`expected.json` holds, a file: sampling rate, channels with their microvolts (the first and last four, and the sum
of all), and annotations as [onset, duration, text]. Values are MNE's, but for the few files that MNE does not read
(`"reader": "written"`): there they are what was written.
"""

import json
import struct
import warnings
from pathlib import Path

import h5py
import mne
import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import scipy.io

HERE = Path(__file__).parent
RATE = 128.0
NAMES = ["FP1", "C3", "C4", "O2"]
SAMPLES = 400
SHAPE = (len(NAMES), SAMPLES)

rng = np.random.default_rng(20261124)
seconds = np.arange(SAMPLES) / RATE
MICROVOLTS = np.round(
    40 * np.sin(2 * np.pi * np.array([[3], [10], [11], [21]]) * seconds) + 10 * rng.standard_normal(SHAPE), 1
)
expected = {}


def describe(name, microvolts, rate, labels, annotations, reader="mne", epochs=1):
    expected[name] = {
        "reader": reader,
        "rate_hz": rate,
        "samples": int(microvolts.shape[1]),
        "epochs": epochs,
        "channels": [
            {"label": label, "ends_uv": [float(v) for v in np.r_[row[:4], row[-4:]]], "sum_uv": float(row.sum())}
            for label, row in zip(labels, microvolts)
        ],
        "annotations": [[float(o), float(d), t] for o, d, t in annotations],
    }


def describe_raw(name, raw):
    # MNE writes numbers that MATLAB has as event types the way Python does.
    notes = [(a["onset"], a["duration"], a["description"].removesuffix(".0")) for a in raw.annotations]
    describe(name, raw.get_data() * 1e6, raw.info["sfreq"], raw.ch_names, notes)
    if raw.info["meas_date"] is not None:
        expected[name]["started_at"] = raw.info["meas_date"].replace(tzinfo=None).isoformat()


# --- BrainVision -----------------------------------------------------------------------------------------------------


def brainvision(name, binary_format, orientation, resolution, unit="µV", big_endian=False, text=None):
    dtype = {"INT_16": "i2", "UINT_16": "u2", "INT_32": "i4", "IEEE_FLOAT_32": "f4", "IEEE_FLOAT_64": "f8"}
    in_unit = MICROVOLTS / {"µV": 1, "mV": 1e3, "V": 1e6}[unit]
    digital = in_unit / resolution
    infos = f"[Binary Infos]\nBinaryFormat={binary_format}\n"
    if big_endian:
        infos += "UseBigEndianOrder=YES\n"
    if text is not None:
        infos = f"[ASCII Infos]\nDecimalSymbol={text}\nSkipLines=1\nSkipColumns={int(orientation == 'VECTORIZED')}\n"
    channels = "".join(f"Ch{i + 1}={n},,{resolution},{unit}\n" for i, n in enumerate(NAMES))
    (HERE / f"{name}.vhdr").write_text(
        "Brain Vision Data Exchange Header File Version 1.0\n"
        f"[Common Infos]\nCodepage=UTF-8\nDataFile={name}.eeg\nMarkerFile={name}.vmrk\n"
        f"DataFormat={'BINARY' if text is None else 'ASCII'}\nDataOrientation={orientation}\n"
        f"NumberOfChannels={len(NAMES)}\nSamplingInterval={1e6 / RATE}\nDataPoints={SAMPLES}\n{infos}[Channel Infos]\n{channels}",
        encoding="utf-8",
    )
    (HERE / f"{name}.vmrk").write_text(
        "Brain Vision Data Exchange Marker File, Version 1.0\n"
        f"[Common Infos]\nCodepage=UTF-8\nDataFile={name}.eeg\n[Marker Infos]\n"
        "Mk1=New Segment,,1,1,0,20200102030405250000\nMk2=Stimulus,S  2,65,16,0\n",
        encoding="utf-8",
    )
    if text is not None:
        rows = digital if orientation == "VECTORIZED" else digital.T
        lines = [" ".join(NAMES)]
        for i, row in enumerate(rows):
            words = [repr(float(round(v, 1))).replace(".", text) for v in row]
            lines.append(" ".join(([NAMES[i]] if orientation == "VECTORIZED" else []) + words))
        (HERE / f"{name}.eeg").write_text("\n".join(lines) + "\n")
        stored = np.round(digital, 1)
    else:
        kind = dtype[binary_format]
        stored = np.round(digital) if kind[0] in "iu" else digital
        stored = stored.astype((">" if big_endian else "<") + kind)
        (HERE / f"{name}.eeg").write_bytes((stored if orientation == "VECTORIZED" else stored.T).tobytes())
    mne_reads = binary_format in ("INT_16", "INT_32", "IEEE_FLOAT_32") and not big_endian
    if text is not None:
        mne_reads = orientation == "MULTIPLEXED"
    if mne_reads:
        describe_raw(f"{name}.vhdr", mne.io.read_raw_brainvision(HERE / f"{name}.vhdr"))
        notes = expected[f"{name}.vhdr"]["annotations"]
        notes[:] = [note for note in notes if not note[2].startswith("New Segment")]
    else:
        scale = {"µV": 1, "mV": 1e3, "V": 1e6}[unit]
        values = stored.astype(float) * resolution * scale
        describe(f"{name}.vhdr", values, RATE, NAMES, [(0.5, 0.125, "Stimulus/S  2")], "written")


brainvision("bv-int16-multiplexed", "INT_16", "MULTIPLEXED", 0.1)
brainvision("bv-int16-vectorized", "INT_16", "VECTORIZED", 0.1)
brainvision("bv-int32-millivolts", "INT_32", "MULTIPLEXED", 1e-6, "mV")
brainvision("bv-float32-vectorized", "IEEE_FLOAT_32", "VECTORIZED", 1, "µV")
brainvision("bv-float32-volts", "IEEE_FLOAT_32", "MULTIPLEXED", 1, "V")
brainvision("bv-float64-bigendian", "IEEE_FLOAT_64", "MULTIPLEXED", 1, big_endian=True)
brainvision("bv-int16-bigendian", "INT_16", "VECTORIZED", 0.1, big_endian=True)
brainvision("bv-text-multiplexed", "", "MULTIPLEXED", 1, text=".")
brainvision("bv-text-vectorized", "", "VECTORIZED", 0.5, text=",")

# --- EEGLAB ----------------------------------------------------------------------------------------------------------

EVENTS = [("square", 1.0, 0.0), ("rt", 65.0, 16.0), ("boundary", 200.5, 40.0), ("7", 300.0, 0.0)]


def eeg_struct(data, trials=1, xmin=0.0, events=EVENTS):
    fields = [("type", object), ("latency", object), ("duration", object)]
    event = np.array([(t if t != "7" else 7.0, p, d) for t, p, d in events], dtype=fields)
    chanlocs = np.array([(n, "EEG") for n in NAMES], dtype=[("labels", object), ("type", object)])
    points = SAMPLES // trials
    return {
        "setname": "simulated", "subject": "S07", "srate": RATE, "nbchan": float(len(NAMES)), "pnts": float(points),
        "trials": float(trials), "xmin": xmin, "xmax": xmin + (points - 1) / RATE, "data": data,
        "chanlocs": chanlocs.reshape(1, -1), "event": event.reshape(1, -1), "epoch": np.zeros((0, 0)),
        "times": np.zeros((0, 0)), "icaweights": np.zeros((0, 0)), "icawinv": np.zeros((0, 0)),
        "icasphere": np.zeros((0, 0)), "icaact": np.zeros((0, 0)), "icachansind": np.zeros((0, 0)),
    }


def describe_set(name):
    describe_raw(name, mne.io.read_raw_eeglab(HERE / name))


def describe_epochs(name):
    # 100 points an epoch, 0.78125 s: epoch i begins at minute i; the event at time 0 lasts the epoch.
    epochs = mne.read_epochs_eeglab(HERE / name)
    values = np.concatenate(list(epochs.get_data(copy=False)), axis=1) * 1e6
    codes = {code: text for text, code in epochs.event_id.items()}
    notes = [(60.0 * i, 100 / RATE, codes[code]) for i, code in enumerate(epochs.events[:, 2])]
    describe(name, values, RATE, epochs.ch_names, notes, epochs=len(epochs))


FLOATS = MICROVOLTS.astype("f4")
FLOATS.T.tofile(HERE / "eeglab-fdt.fdt")
scipy.io.savemat(HERE / "eeglab-fdt.set", {"EEG": eeg_struct("eeglab-fdt.fdt")}, oned_as="row")
describe_set("eeglab-fdt.set")
scipy.io.savemat(HERE / "eeglab-inside.set", {"EEG": eeg_struct(FLOATS)}, oned_as="row", do_compression=True)
describe_set("eeglab-inside.set")
scipy.io.savemat(HERE / "eeglab-root-double.set", eeg_struct(MICROVOLTS), oned_as="row")
WRITTEN = [((p - 1) / RATE, d / RATE, t) for t, p, d in EVENTS]
describe("eeglab-root-double.set", MICROVOLTS, RATE, NAMES, WRITTEN, "written")  # MNE rounds to single precision
FLOATS.tofile(HERE / "eeglab-dat.dat")
scipy.io.savemat(HERE / "eeglab-dat.set", {"EEG": eeg_struct("eeglab-dat.dat")}, oned_as="row", do_compression=True)
describe("eeglab-dat.set", FLOATS.astype(float), RATE, NAMES, WRITTEN, "written")
CUBE = FLOATS.reshape(len(NAMES), 4, 100).transpose(0, 2, 1)  # channels x points x trials
EPOCHED = [("left" if i % 2 else "right", i * 100 + 1 + 0.25 * RATE, 0.0) for i in range(4)]


def epoched_struct(data):
    eeg = eeg_struct(data, trials=4, xmin=-0.25, events=EPOCHED)
    event = np.array([(t, p, d, i + 1.0) for i, (t, p, d) in enumerate(EPOCHED)],
                     dtype=[("type", object), ("latency", object), ("duration", object), ("epoch", object)])
    eeg["event"] = event.reshape(1, -1)
    epoch = np.array([(float(i + 1), 0.0, t) for i, (t, p, d) in enumerate(EPOCHED)],
                     dtype=[("event", object), ("eventlatency", object), ("eventtype", object)])
    eeg["epoch"] = epoch.reshape(1, -1)
    return eeg


scipy.io.savemat(HERE / "eeglab-epochs.set", {"EEG": epoched_struct(CUBE)}, oned_as="row", do_compression=True)
describe_epochs("eeglab-epochs.set")


def write_73(name, eeg, **storage):
    """A structure as MATLAB's -v7.3 lays it out: groups, reversed dimensions, characters as uint16."""
    with h5py.File(HERE / name, "w", userblock_size=512) as file:
        refs = file.create_group("#refs#")
        group = file.create_group("EEG")
        group.attrs["MATLAB_class"] = np.bytes_("struct")

        def put(parent, key, value, **options):
            if isinstance(value, str):
                codes = np.array([[ord(c)] for c in value], "u2") if value else np.zeros(2, "u8")
                node = parent.create_dataset(key, data=codes)
                node.attrs["MATLAB_class"] = np.bytes_("char")
                if not value:
                    node.attrs["MATLAB_empty"] = np.uint8(1)
                return node
            array = np.atleast_2d(np.asarray(value))
            if array.size == 0:
                node = parent.create_dataset(key, data=np.zeros(2, "u8"))
                node.attrs["MATLAB_empty"] = np.uint8(1)
            else:
                node = parent.create_dataset(key, data=array.T, **options)
            node.attrs["MATLAB_class"] = np.bytes_({"f4": "single"}.get(array.dtype.str[1:], "double"))
            return node

        for key, value in eeg.items():
            if isinstance(value, np.ndarray) and value.dtype.names:
                inner = group.create_group(key)
                inner.attrs["MATLAB_class"] = np.bytes_("struct")
                for field in value.dtype.names:
                    targets = [put(refs, f"{key}-{field}-{i}", v).ref for i, v in enumerate(value[field].ravel())]
                    inner.create_dataset(field, data=np.array(targets, dtype=h5py.ref_dtype).reshape(-1, 1),
                                         dtype=h5py.ref_dtype)
            else:
                put(group, key, value, **(storage if key == "data" else {}))
    content = (HERE / name).read_bytes()
    title = b"MATLAB 7.3 MAT-file, Platform: GLNXA64, Created on: Tue Nov 24 2026 HDF5 schema 1.00 ."
    (HERE / name).write_bytes(title.ljust(124) + b"\x00\x02IM" + content[128:])


write_73("eeglab-73-chunked.set", eeg_struct(FLOATS), chunks=(64, 3), compression="gzip", shuffle=True)
describe_set("eeglab-73-chunked.set")
write_73("eeglab-73-contiguous.set", eeg_struct(MICROVOLTS))
describe_set("eeglab-73-contiguous.set")
write_73("eeglab-73-epochs.set", epoched_struct(CUBE), chunks=(3, 32, 4), compression="gzip")
expected["eeglab-73-epochs.set"] = expected["eeglab-epochs.set"]

# --- GDF -------------------------------------------------------------------------------------------------------------

TYPES = {"int8": (1, "i1"), "uint8": (2, "u1"), "int16": (3, "<i2"), "uint16": (4, "<u2"), "int32": (5, "<i4"),
         "uint32": (6, "<u4"), "int64": (7, "<i8"), "float32": (16, "<f4"), "float64": (17, "<f8"),
         "int24": (279, None)}
UNITS = {"uV": 4275, "mV": 4274}
GDF_EVENTS = [(769, 65, 32), (770, 193, 16), (0x7FFE, 257, 1)]


def encode(values, kind):
    if kind == "int24":
        return values.astype("<i4")[:, None].view("u1").reshape(-1, 4)[:, :3].tobytes()
    return values.astype(TYPES[kind][1]).tobytes()


def gdf(name, version, kinds, per_record=16, unit="uV"):
    second = version >= 1.9
    count, records = len(NAMES), SAMPLES // per_record
    physical = MICROVOLTS / {"uV": 1, "mV": 1e3}[unit]
    scale = {"uV": 1, "mV": 1e-3}[unit]
    low, high = [], []
    for kind in kinds:
        unsigned = kind.startswith("u")
        size = {"8": 8, "16": 16}.get(kind.strip("uint"), 20)
        low.append(0.0 if unsigned else -(2.0 ** (size - 1)))
        high.append(2.0**size - 1 if unsigned else 2.0 ** (size - 1) - 1)
    pmin, pmax = np.full(count, -120.0) * scale, np.full(count, 120.0) * scale
    low, high = np.array(low), np.array(high)
    gain = (pmax - pmin) / (high - low)
    digital = low[:, None] + (physical - pmin[:, None]) / gain[:, None]
    whole = np.array([not kind.startswith("f") for kind in kinds])
    digital[whole] = np.round(digital[whole])

    # 2020-01-02 03:04:05.25 in days since the year 0, and as digits.
    days = 737792 + (3 * 3600 + 4 * 60 + 5.25) / 86400
    fixed = bytearray(256)
    fixed[:8] = f"GDF {version:.2f}".encode()
    fixed[8:8 + 13] = b"S07 anonymous"
    if second:
        struct.pack_into("<Q", fixed, 168, int(days * 2**32))
        struct.pack_into("<H", fixed, 184, count + 1)
        struct.pack_into("<H", fixed, 252, count)
    else:
        fixed[168:184] = b"2020010203040525"
        struct.pack_into("<q", fixed, 184, 256 * (count + 1))
        struct.pack_into("<I", fixed, 252, count)
    struct.pack_into("<q", fixed, 236, records)
    struct.pack_into("<II", fixed, 244, per_record, int(RATE))
    part = b"".join(n.encode().ljust(16, b"\0") for n in NAMES) + bytes(80 * count)
    if second:
        part += bytes(6 * count) + struct.pack(f"<{count}H", *[UNITS[unit]] * count)
    else:
        part += unit.encode().ljust(8) * count
    part += struct.pack(f"<{count}d", *pmin) + struct.pack(f"<{count}d", *pmax)
    form = "d" if second else "q"
    cast = float if second else int
    part += struct.pack(f"<{count}{form}", *map(cast, low)) + struct.pack(f"<{count}{form}", *map(cast, high))
    part += bytes(80 * count)
    part += struct.pack(f"<{count}I", *[per_record] * count)
    part += struct.pack(f"<{count}I", *[TYPES[kind][0] for kind in kinds]) + bytes(32 * count)
    data = b"".join(
        encode(digital[c, r * per_record:(r + 1) * per_record], kinds[c])
        for r in range(records) for c in range(count)
    )
    n = len(GDF_EVENTS)
    if version < 1.94:
        table = bytes([3]) + int(RATE).to_bytes(3, "little") + struct.pack("<I", n)
    else:
        table = bytes([3]) + n.to_bytes(3, "little") + struct.pack("<f", RATE)
    table += struct.pack(f"<{n}I", *[e[1] for e in GDF_EVENTS]) + struct.pack(f"<{n}H", *[e[0] for e in GDF_EVENTS])
    table += struct.pack(f"<{n}H", *[0] * n) + struct.pack(f"<{n}I", *[e[2] for e in GDF_EVENTS])
    (HERE / name).write_bytes(bytes(fixed) + part + data + table)
    if len(set(kinds)) == 1 and kinds[0] not in ("int24", "float32", "float64"):
        raw = mne.io.read_raw_gdf(HERE / name)
        describe_raw(name, raw)
    else:
        values = (digital - low[:, None]) * gain[:, None] + pmin[:, None]
        notes = [((p - 1) / RATE, d / RATE, str(t)) for t, p, d in GDF_EVENTS]
        describe(name, values / scale, RATE, NAMES, notes, "written")


for version in (1.25, 2.2):
    gdf(f"gdf-{version}-int16.gdf", version, ["int16"] * 4)
for kind in ("int8", "uint8", "uint16", "int32", "uint32", "int64", "float32", "float64", "int24"):
    gdf(f"gdf-2.2-{kind}.gdf", 2.2, [kind] * 4)
gdf("gdf-2.51-mixed-millivolts.gdf", 2.51, ["int16", "uint8", "int24", "float32"], unit="mV")
gdf("gdf-2.0-one-sample-records.gdf", 2.0, ["int16"] * 4, per_record=1)

# --- NumPy -----------------------------------------------------------------------------------------------------------


def sidecar(name, unit, **more):
    content = {"channels": NAMES, "sampling_rate_hz": RATE, "unit": unit, "subject": "S07",
               "started_at": "2020-01-02T03:04:05.25",
               "annotations": [{"onset_s": 0.5, "duration_s": 0.25, "text": "left"}]} | more
    (HERE / f"{name}.json").write_text(json.dumps(content) + "\n")


def describe_array(name, microvolts, epochs=1):
    describe(name, microvolts, RATE, NAMES, [(0.5, 0.25, "left")], "written", epochs)
    expected[name]["started_at"] = "2020-01-02T03:04:05.25"


def npy(name, array, unit, microvolts, epochs=1):
    np.save(HERE / f"{name}.npy", array)
    sidecar(name, unit)
    describe_array(f"{name}.npy", microvolts, epochs)


TENTHS = np.round(MICROVOLTS * 10)
HALVES = (MICROVOLTS / 1e3).astype("f2")
npy("np-float32", FLOATS, "uV", FLOATS.astype(float))
npy("np-float64-volts-fortran", np.asfortranarray(MICROVOLTS / 1e6), "V", MICROVOLTS)
npy("np-float16-millivolts", HALVES, "mV", HALVES.astype(float) * 1e3)
npy("np-int64-nanovolts", (TENTHS * 100).astype("i8"), "nV", TENTHS / 10)
npy("np-int16-samples-first-bigendian", TENTHS.T.astype(">i2"), "uV", TENTHS)
EPOCHS = np.ascontiguousarray(FLOATS.reshape(len(NAMES), 4, 100).transpose(1, 0, 2))
npy("np-epochs", EPOCHS, "uV", FLOATS.astype(float), epochs=4)
np.savez(HERE / "np-archive.npz", eeg=FLOATS, times=np.arange(SAMPLES))
sidecar("np-archive", "uV", array="eeg")
describe_array("np-archive.npz", FLOATS.astype(float))
np.savez_compressed(HERE / "np-compressed.npz", FLOATS)
sidecar("np-compressed", "uV")
describe_array("np-compressed.npz", FLOATS.astype(float))

# --- Parquet and Arrow -----------------------------------------------------------------------------------------------

ROUND = np.round(MICROVOLTS)
COLUMNS = {
    # What is stored, and the microvolts that it stands for with the unit beside it.
    "float32": ("uV", list(FLOATS), FLOATS.astype(float)),
    "int16": ("uV", list(TENTHS.astype("i2")), TENTHS),
    "signed": ("uV", [r.astype(t) for r, t in zip(ROUND, ("i1", "i2", "i4", "i8"))], ROUND),
    "unsigned": ("uV", [r.astype(t) for r, t in zip(ROUND + 100, ("u1", "u2", "u4", "u8"))], ROUND + 100),
    "floats": ("mV", [HALVES[0], FLOATS[1] / np.float32(1e3), MICROVOLTS[2] / 1e3, MICROVOLTS[3] / 1e3],
               np.array([HALVES[0].astype(float) * 1e3, (FLOATS[1] / np.float32(1e3)).astype(float) * 1e3,
                         MICROVOLTS[2], MICROVOLTS[3]])),
}


def table(kind):
    """The channels among other columns, whose buffers and pages have to be passed over."""
    other = {
        "time": pa.array(seconds), "note": pa.array([None if i % 3 else f"n{i}" for i in range(SAMPLES)]),
        "stage": pa.array(["W", "N1"] * (SAMPLES // 2)).dictionary_encode(),
        "pair": pa.array([{"a": i, "b": [i, i]} for i in range(SAMPLES)]),
    }
    return pa.table(other | dict(zip(NAMES, map(pa.array, COLUMNS[kind][1]))))


def lists(width):
    values = pa.array(FLOATS.T.ravel())
    lists = pa.FixedSizeListArray.from_arrays(values, 4) if width else pa.ListArray.from_arrays(
        pa.array(np.arange(0, 4 * SAMPLES + 1, 4, dtype="i4")), values)
    return pa.table({"time": pa.array(seconds), "eeg": lists})


def described(name, kind, **more):
    unit, _, microvolts = COLUMNS[kind]
    sidecar(Path(name).stem, unit, **more)
    describe_array(name, microvolts)


def parquet(name, kind, **options):
    pa.parquet.write_table(table(kind), HERE / f"{name}.parquet", **options)
    described(f"{name}.parquet", kind)


parquet("pq-float32-zstd", "float32", compression="zstd", row_group_size=150)
parquet("pq-int16-snappy", "int16", compression="snappy", data_page_version="2.0", data_page_size=256)
parquet("pq-signed-gzip-delta", "signed", compression="gzip", use_dictionary=False,
        column_encoding={n: "DELTA_BINARY_PACKED" for n in NAMES[2:]})
parquet("pq-unsigned-lz4", "unsigned", compression="lz4", row_group_size=333)
parquet("pq-floats-split", "floats", compression="none", use_dictionary=False,
        column_encoding={n: "BYTE_STREAM_SPLIT" for n in NAMES})
pa.parquet.write_table(lists(0), HERE / "pq-lists.parquet", row_group_size=150)
described("pq-lists.parquet", "float32", array="eeg")


def arrow(name, content, kind, codec=None, rows=150, open_file=pa.ipc.new_file, **more):
    options = pa.ipc.IpcWriteOptions(compression=codec)
    with open_file(HERE / name, content.schema, options=options) as writer:
        writer.write_table(content, max_chunksize=rows)
    described(name, kind, **more)


arrow("ar-float32.arrow", table("float32"), "float32")
arrow("ar-signed-zstd.arrow", table("signed"), "signed", "zstd")
arrow("ar-unsigned.arrows", table("unsigned"), "unsigned", open_file=pa.ipc.new_stream)
arrow("ar-floats-stream-lz4.arrows", table("floats"), "floats", "lz4", open_file=pa.ipc.new_stream)
arrow("ar-lists.arrow", lists(4), "float32", array="eeg")
arrow("ar-lists-zstd.arrow", lists(4), "float32", "zstd", array="eeg")
pa.feather.write_feather(table("int16"), HERE / "ar-int16.feather")
described("ar-int16.feather", "int16")

(HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")

# --- What is refused: in a folder of its own, since all of this one's files can be read ------------------------------

REFUSED = HERE.parent / "refused"
REFUSED.mkdir(exist_ok=True)
gap = pa.table({"C3": pa.array([1.0, None, 3.0]), "C4": pa.array([1, 2, 3], "i2"), "note": pa.array(["a", "b", "c"])})
for ending, write in (("parquet", pa.parquet.write_table), ("feather", pyarrow.feather.write_feather)):
    write(gap, REFUSED / f"gap.{ending}")
    write(pa.table({"eeg": pa.array([[1.0, 2.0], [3.0], [4.0, 5.0, 6.0]])}), REFUSED / f"ragged.{ending}")

# --- What fuzzing starts from: small ones ----------------------------------------------------------------------------


def seed(target, name, content, write, **more):
    folder = HERE.parent if target == "Arrow" else HERE.parents[4] / "spark-job/src/test/resources"
    (folder / "fuzz" / target).mkdir(parents=True, exist_ok=True)
    sink = pa.BufferOutputStream()
    write(content, sink)
    about = {"channels": ["C3", "C4"], "sampling_rate_hz": 4, "unit": "uV"} | more
    (folder / "fuzz" / target / name).write_bytes(
        json.dumps(about).encode() + b"\n--8<--\n" + sink.getvalue().to_pybytes())


SMALL = pa.table({"C3": pa.array([1.5, -2, 3], "f4"), "C4": pa.array([1, -2, 3], "i2")})
PAIRS = pa.array([1.5, -2, 3, 4, 5, 6], "f4")
FIXED = pa.table({"eeg": pa.FixedSizeListArray.from_arrays(PAIRS, 2)})
for codec in ("uncompressed", "lz4", "zstd"):
    seed("Arrow", f"small-{codec}", SMALL, lambda t, s: pa.feather.write_feather(t, s, codec))
seed("Arrow", "small-lists", FIXED, lambda t, s: pa.feather.write_feather(t, s, "uncompressed"), array="eeg")
for codec in ("none", "snappy", "gzip", "zstd", "lz4"):
    seed("Parquet", f"small-{codec}", SMALL, lambda t, s: pa.parquet.write_table(t, s, compression=codec))
seed("Parquet", "small-lists", FIXED, pa.parquet.write_table, array="eeg")
seed("Parquet", "small-delta", pa.table({"C3": pa.array([1, 2, 4], "i8"), "C4": pa.array([1, 2, 4], "i4")}),
     lambda t, s: pa.parquet.write_table(t, s, use_dictionary=False, data_page_version="2.0",
                                         column_encoding={n: "DELTA_BINARY_PACKED" for n in ("C3", "C4")}))
seed("Parquet", "small-split", pa.table({"C3": pa.array([1, 2, 4], "f8"), "C4": pa.array([1, 2, 4], "f2")}),
     lambda t, s: pa.parquet.write_table(t, s, use_dictionary=False, store_schema=False,
                                         column_encoding={n: "BYTE_STREAM_SPLIT" for n in ("C3", "C4")}))
