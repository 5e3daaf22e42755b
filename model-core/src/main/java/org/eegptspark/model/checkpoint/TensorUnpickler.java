package org.eegptspark.model.checkpoint;

import static org.eegptspark.model.BadInputException.check;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.checkpoint.PickleGlobal.Inert;

/**
 * Reads the pickles of {@code torch.save} without trusting them.
 *
 * <p>A pickle is a program that may name any class and call it. Here a name is looked up in {@link
 * PickleGlobal}'s list and nowhere else, neither in the JVM nor in the library's registry, and
 * every opcode that names, calls, fills or hashes something is handled in this class; the library
 * is left with numbers, texts, tuples, lists and the memo. Lengths are checked before the library
 * allocates for them.
 */
final class TensorUnpickler extends Unpickler {
  /** Opcodes that only put plain values on the stack or move them. */
  private static final Set<Short> PLAIN =
      Set.of(
          Opcodes.PROTO,
          Opcodes.FRAME,
          Opcodes.STOP,
          Opcodes.MARK,
          Opcodes.POP,
          Opcodes.POP_MARK,
          Opcodes.DUP,
          Opcodes.NONE,
          Opcodes.NEWTRUE,
          Opcodes.NEWFALSE,
          Opcodes.BININT,
          Opcodes.BININT1,
          Opcodes.BININT2,
          Opcodes.LONG1,
          Opcodes.LONG4,
          Opcodes.BINFLOAT,
          Opcodes.BINUNICODE,
          Opcodes.SHORT_BINUNICODE,
          Opcodes.BINUNICODE8,
          Opcodes.BINSTRING,
          Opcodes.SHORT_BINSTRING,
          Opcodes.BINBYTES,
          Opcodes.SHORT_BINBYTES,
          Opcodes.BINBYTES8,
          Opcodes.EMPTY_TUPLE,
          Opcodes.TUPLE,
          Opcodes.TUPLE1,
          Opcodes.TUPLE2,
          Opcodes.TUPLE3,
          Opcodes.EMPTY_LIST,
          Opcodes.BINPUT,
          Opcodes.LONG_BINPUT,
          Opcodes.MEMOIZE,
          Opcodes.BINGET,
          Opcodes.LONG_BINGET,
          Opcodes.BINPERSID);

  private final String file;

  /**
   * An unpickler for one pickle.
   *
   * @param file what messages call it
   */
  TensorUnpickler(String file) {
    this.file = file;
  }

  /**
   * What the pickle holds: tensors as {@link PickledTensor}, dictionaries as Map, what inference
   * does not need as {@link Inert}.
   *
   * @throws BadInputException where it names or does what is not allowed, or is no sound pickle
   */
  @Override
  public Object loads(byte[] pickle) {
    try {
      return load(new ByteArrayInputStream(pickle));
    } catch (BadInputException e) {
      throw e;
    } catch (IOException | PickleException | IllegalArgumentException e) {
      throw damaged(e, e.getMessage());
    } catch (RuntimeException e) {
      throw damaged(e, "its steps do not fit together");
    }
  }

  private BadInputException damaged(Exception cause, String how) {
    return new BadInputException(
        cause, "%s: holds a damaged pickle (%s); download it again", file, how);
  }

  @Override
  protected Object dispatch(short opcode) throws IOException {
    switch (opcode) {
      case Opcodes.GLOBAL -> stack.add(readGlobal());
      case Opcodes.STACK_GLOBAL -> {
        Object name = stack.pop();
        stack.add(global(stack.pop() + "." + name));
      }
      case Opcodes.INST -> throw refused(readGlobal().name());
      case Opcodes.REDUCE, Opcodes.NEWOBJ -> call();
      case Opcodes.NEWOBJ_EX -> {
        stack.pop(); // keyword arguments: only placeholders have any, and hold nothing
        call();
      }
      case Opcodes.BUILD -> build();
      case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        putAll(Arrays.asList(stack.pop(), value));
      }
      case Opcodes.SETITEMS -> putAll(stack.pop_all_since_marker());
      case Opcodes.APPEND -> addAll(Arrays.asList(stack.pop()));
      case Opcodes.APPENDS, Opcodes.ADDITEMS -> addAll(stack.pop_all_since_marker());
      case Opcodes.EMPTY_SET -> stack.add(new Inert("set"));
      case Opcodes.FROZENSET -> {
        stack.pop_all_since_marker();
        stack.add(new Inert("frozenset"));
      }
      default -> {
        return plain(opcode);
      }
    }
    return NO_RETURN_VALUE;
  }

  private Object plain(short opcode) throws IOException {
    check(
        PLAIN.contains(opcode),
        "%s: uses pickle opcode 0x%02x, which torch.save does not write; refused, nothing was run."
            + " %s",
        file,
        opcode,
        TorchPickle.ADVICE);
    checkLength(opcode);
    return super.dispatch(opcode);
  }

  /** Checks the length that follows an opcode against what is left, for the library does not. */
  private void checkLength(short opcode) throws IOException {
    int width =
        switch (opcode) {
          case Opcodes.BINUNICODE, Opcodes.BINSTRING, Opcodes.BINBYTES, Opcodes.LONG4 -> 4;
          case Opcodes.BINUNICODE8, Opcodes.BINBYTES8 -> 8;
          default -> 0;
        };
    if (width > 0) {
      input.mark(width);
      ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      PickleUtils.readbytes_into(input, length.array(), 0, width);
      long promised = length.getLong();
      check(
          promised >= 0 && promised <= input.available(),
          "%s: is cut short: its pickle promises %s bytes, holds %s; download it again",
          file,
          promised,
          input.available());
      input.reset();
    }
  }

  private PickleGlobal readGlobal() throws IOException {
    String module = PickleUtils.readline(input);
    return global(module + "." + PickleUtils.readline(input));
  }

  private PickleGlobal global(String name) {
    return PickleGlobal.of(name).orElseThrow(() -> refused(name));
  }

  private BadInputException refused(String name) {
    return new BadInputException(
        "%s: names %s, which is not a tensor or a plain container; refused, nothing was run. %s",
        file, name.length() <= 100 ? name : name.substring(0, 100) + "…", TorchPickle.ADVICE);
  }

  private void call() {
    Object[] arguments = (Object[]) stack.pop();
    Object callee = stack.pop();
    check(
        callee instanceof PickleGlobal,
        "%s: calls what is no function; refused, nothing was run. %s",
        file,
        TorchPickle.ADVICE);
    stack.add(((PickleGlobal) callee).call().apply(Arrays.asList(arguments)));
  }

  /** An object's state: dropped, for placeholders hold none and a dictionary's is not inferred. */
  private void build() {
    stack.pop();
    Object target = stack.peek();
    check(
        target instanceof Inert || target instanceof Map,
        "%s: gives a state to what has none; refused, nothing was run. %s",
        file,
        TorchPickle.ADVICE);
  }

  private void putAll(List<Object> keysAndValues) {
    if (stack.peek() instanceof Inert) {
      return;
    }
    @SuppressWarnings("unchecked") // fails as a damaged pickle where it is not one
    Map<Object, Object> dict = (Map<Object, Object>) stack.peek();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      dict.put(PickleGlobal.key(keysAndValues.get(i)), keysAndValues.get(i + 1));
    }
  }

  private void addAll(List<Object> items) {
    if (stack.peek() instanceof Inert) {
      return;
    }
    @SuppressWarnings("unchecked") // fails as a damaged pickle where it is not one
    List<Object> list = (List<Object>) stack.peek();
    list.addAll(items);
  }

  /** The storage of {@code ("storage", type, key, location, length)}. */
  @Override
  protected Object persistentLoad(Object id) {
    if (id instanceof Object[] parts
        && parts.length == 5
        && "storage".equals(parts[0])
        && parts[1] instanceof PickleGlobal type
        && parts[2] instanceof String key
        && parts[4] instanceof Number length
        && length.longValue() >= 0) {
      return new PickledTensor.Storage(
          key, type.storageType().orElseThrow(() -> refused(type.name())), length.longValue());
    }
    throw new IllegalArgumentException("a persistent id that is no storage");
  }
}
