package org.eegptspark.model.encoder.cuda;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiled kernels between runs: a file each, named by the hash of all that it was compiled from.
 * For any number of threads and processes.
 *
 * @param folder made where it does not exist; where it cannot be written, kernels are compiled anew
 */
record KernelCache(Path folder) {
  private static final Logger LOG = LoggerFactory.getLogger(KernelCache.class);
  private static final int HASH_BYTES = 32;

  /**
   * A kernel's binary, from the folder, or compiled and put there.
   *
   * @param madeOf the whole of what the binary depends on
   */
  byte[] get(List<String> madeOf, Supplier<byte[]> compile) {
    Path file = folder.resolve(name(madeOf) + ".cubin");
    byte[] known = read(file);
    if (known != null) {
      return known;
    }
    byte[] binary = compile.get();
    write(file, binary);
    return binary;
  }

  private static String name(List<String> madeOf) {
    MessageDigest hash = sha256();
    for (String part : madeOf) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      hash.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      hash.update(bytes);
    }
    return HexFormat.of().formatHex(hash.digest());
  }

  /**
   * A file's binary; null where there is none or its hash, which stands before it, is another's.
   */
  private static byte[] read(Path file) {
    try {
      if (!Files.exists(file)) {
        return null;
      }
      byte[] all = Files.readAllBytes(file);
      byte[] hash = Arrays.copyOf(all, HASH_BYTES);
      byte[] binary = Arrays.copyOfRange(all, Math.min(all.length, HASH_BYTES), all.length);
      if (Arrays.equals(hash, sha256().digest(binary))) {
        return binary;
      }
      LOG.info("Compiling a kernel again, for {} is damaged", file);
    } catch (IOException e) {
      LOG.info("Compiling a kernel again, for {} cannot be read: {}", file, e.toString());
    }
    return null;
  }

  /** Others see the whole file or none. */
  private void write(Path file, byte[] binary) {
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "kernel", ".part");
      try {
        byte[] all = Arrays.copyOf(sha256().digest(binary), HASH_BYTES + binary.length);
        System.arraycopy(binary, 0, all, HASH_BYTES, binary.length);
        Files.write(part, all);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      LOG.info("A compiled kernel is not kept in {}: {}", folder, e.toString());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
