package org.eegptspark.model.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eegptspark.model.BadInputException;

/** The configurations that the EEGPT paper names (its table of model sizes). */
public final class NamedConfigs {
  private static final Map<String, EegptConfig> ALL = new LinkedHashMap<>();

  static {
    ALL.put("tiny1", EegptConfig.of(64, 1, 2, 4));
    ALL.put("tiny2", EegptConfig.of(64, 4, 4, 4));
    ALL.put("tiny3", EegptConfig.of(64, 4, 8, 4));
    ALL.put("little", EegptConfig.of(128, 4, 8, 4));
    ALL.put("base1", EegptConfig.of(256, 1, 6, 8));
    ALL.put("base2", EegptConfig.of(256, 4, 8, 8));
    ALL.put("base3", EegptConfig.of(512, 1, 6, 8));
    ALL.put("large", EegptConfig.of(512, 4, 8, 8));
  }

  private NamedConfigs() {}

  /**
   * The configuration of a name such as {@code large}.
   *
   * @throws BadInputException for an unknown name, listing the known ones
   */
  public static EegptConfig get(String name) {
    EegptConfig config = ALL.get(name);
    BadInputException.check(
        config != null, "Unknown configuration '%s': expected one of %s", name, ALL.keySet());
    return config;
  }
}
