package org.eegptspark.model.checkpoint;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A name that a pickle may use: the whole list of them. What stands here is built by this class
 * alone or is an {@link Inert} placeholder; no name is ever looked up among classes.
 *
 * @param name module and name, as Python writes it
 * @param call what calling it gives
 */
record PickleGlobal(String name, Function<List<Object>, Object> call) {
  /** Stands for an object that inference does not need: it holds nothing and does nothing. */
  record Inert(String name) {}

  /** The type of a storage: named in storages' ids, never called. */
  private static final Map<String, ElementType> STORAGES =
      Map.of(
          "torch.DoubleStorage", ElementType.F64,
          "torch.FloatStorage", ElementType.F32,
          "torch.HalfStorage", ElementType.F16,
          "torch.BFloat16Storage", ElementType.BF16,
          "torch.LongStorage", ElementType.I64,
          "torch.IntStorage", ElementType.I32,
          "torch.ShortStorage", ElementType.I16,
          "torch.CharStorage", ElementType.I8,
          "torch.ByteStorage", ElementType.U8,
          "torch.BoolStorage", ElementType.BOOL);

  /** What Lightning and PyTorch leave beside a state dict. */
  private static final List<String> INERT =
      List.of(
          "argparse.Namespace",
          "collections.defaultdict",
          "pathlib.Path",
          "pathlib.PosixPath",
          "pathlib.PurePosixPath",
          "pathlib.PureWindowsPath",
          "pathlib.WindowsPath",
          "pytorch_lightning.utilities.parsing.AttributeDict",
          "lightning.pytorch.utilities.parsing.AttributeDict",
          "lightning_fabric.utilities.data.AttributeDict",
          "lightning.fabric.utilities.data.AttributeDict",
          "pytorch_lightning.callbacks.model_checkpoint.ModelCheckpoint",
          "pytorch_lightning.callbacks.early_stopping.EarlyStopping",
          "pytorch_lightning.callbacks.lr_monitor.LearningRateMonitor",
          "numpy.dtype",
          "numpy.core.multiarray.scalar",
          "numpy._core.multiarray.scalar",
          "_codecs.encode",
          "torch.Size",
          "torch.device",
          "torch.float64",
          "torch.float32",
          "torch.float16",
          "torch.bfloat16",
          "torch.int64",
          "__builtin__.set",
          "builtins.set",
          "__builtin__.frozenset",
          "builtins.frozenset",
          "__builtin__.list",
          "builtins.list",
          "__builtin__.dict",
          "builtins.dict");

  private static final Map<String, PickleGlobal> ALLOWED = new HashMap<>();

  static {
    allow("torch._utils._rebuild_tensor_v2", PickledTensor::of);
    allow("torch._utils._rebuild_tensor", PickledTensor::of);
    allow("torch._utils._rebuild_parameter", PickleGlobal::parameter);
    allow("torch._utils._rebuild_parameter_with_state", PickleGlobal::parameter);
    allow("collections.OrderedDict", PickleGlobal::orderedDict);
    STORAGES.keySet().forEach(name -> allow(name, arguments -> new Inert(name)));
    INERT.forEach(name -> allow(name, arguments -> new Inert(name)));
  }

  private static void allow(String name, Function<List<Object>, Object> call) {
    ALLOWED.put(name, new PickleGlobal(name, call));
  }

  /** The global of a name; empty for one that is not allowed. */
  static Optional<PickleGlobal> of(String name) {
    return Optional.ofNullable(ALLOWED.get(name));
  }

  /** How a storage type stores numbers; empty for what is none. */
  Optional<ElementType> storageType() {
    return Optional.ofNullable(STORAGES.get(name));
  }

  private static Object parameter(List<Object> arguments) {
    return arguments.get(0);
  }

  private static Object orderedDict(List<Object> arguments) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (!arguments.isEmpty()) {
      for (Object item : (List<?>) arguments.get(0)) {
        List<Object> pair = item instanceof Object[] tuple ? Arrays.asList(tuple) : List.of();
        dict.put(key(pair.get(0)), pair.get(1));
      }
    }
    return dict;
  }

  /** A dictionary's key: one whose hash does not go through what it holds. */
  static Object key(Object key) {
    if (key instanceof List || key instanceof Map) {
      throw new IllegalArgumentException("a container as a dictionary's key");
    }
    return key;
  }
}
