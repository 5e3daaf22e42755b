package org.eegptspark.model.download;

import java.nio.file.Path;
import java.util.Optional;

/** Where downloads are kept between runs. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * The folder that the system property {@code eegpt.cache} or else the environment variable {@code
   * EEGPT_CACHE} names, or {@code ~/.cache/eegpt-spark}. It need not exist.
   */
  public static Path path() {
    return Optional.ofNullable(System.getProperty("eegpt.cache"))
        .or(() -> Optional.ofNullable(System.getenv("EEGPT_CACHE")))
        .filter(named -> !named.isBlank())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "eegpt-spark"));
  }
}
