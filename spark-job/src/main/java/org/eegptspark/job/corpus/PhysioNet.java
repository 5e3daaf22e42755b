package org.eegptspark.job.corpus;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.eegptspark.model.BadInputException;
import org.eegptspark.model.download.CacheFolder;
import org.eegptspark.model.download.Download;

/**
 * A dataset of PhysioNet's open files: each is downloaded once, checked against the SHA256SUMS.txt
 * published beside the files, and kept in a cache.
 *
 * @param files address of the dataset's folder, ending in a slash
 * @param cache folder that its files are kept in
 */
public record PhysioNet(URI files, Path cache) {
  /**
   * Four recordings of EEGMMIDB: two subjects, a run of moving the fists and one of imagining it.
   */
  public static final List<String> DEMO_RECORDINGS =
      List.of("S001/S001R03.edf", "S001/S001R04.edf", "S002/S002R03.edf", "S002/S002R04.edf");

  private static final String SUMS = "SHA256SUMS.txt";

  /**
   * The EEG Motor Movement/Imagery Dataset (Schalk et al., IEEE TBME 2004; licence ODC-BY 1.0). The
   * system property {@code eegpt.physionet.endpoint} puts another server in PhysioNet's place.
   */
  public static PhysioNet eegmmidb() {
    String endpoint = System.getProperty("eegpt.physionet.endpoint", "https://physionet.org");
    return new PhysioNet(
        URI.create(endpoint + "/files/eegmmidb/1.0.0/"),
        CacheFolder.path().resolve("physionet/eegmmidb/1.0.0"));
  }

  /**
   * Fetches files that the cache does not hold already.
   *
   * @param names relative to the dataset's folder
   * @return a folder that holds them
   * @throws BadInputException where one cannot be had whole: how to fetch it by hand
   */
  public Path fetch(List<String> names) {
    try {
      Path sumsFile = cache.resolve(SUMS);
      if (!Files.exists(sumsFile)) {
        Download.of(files.resolve(SUMS), sumsFile).fetch();
      }
      Map<String, String> sums = sums(sumsFile);
      for (String name : names) {
        fetch(name, sums.get(name));
      }
      return cache;
    } catch (IOException e) {
      throw new BadInputException(
          e,
          "Cannot download from %s (%s); without network, put the files %s into %s, or run the demo"
              + " with --input FOLDER or on simulated recordings",
          files,
          e.getMessage(),
          String.join(" ", names),
          cache);
    }
  }

  private void fetch(String name, String sha256) throws IOException {
    BadInputException.check(
        sha256 != null, "%s%s does not list %s; choose another file", files, SUMS, name);
    Path file = cache.resolve(name);
    if (!Files.exists(file) || !sha256(file).equals(sha256)) {
      System.err.printf("Downloading %s%s%n", files, name);
      Download.of(files.resolve(name), file).sha256(sha256).fetch();
    }
  }

  private static Map<String, String> sums(Path file) throws IOException {
    Map<String, String> sums = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.strip().split("\\s+", 2);
      if (parts.length == 2) {
        sums.put(parts[1], parts[0]);
      }
    }
    return sums;
  }

  private static String sha256(Path file) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
