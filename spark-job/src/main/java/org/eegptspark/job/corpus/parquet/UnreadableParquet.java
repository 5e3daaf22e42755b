package org.eegptspark.job.corpus.parquet;

import org.eegptspark.model.BadInputException;

/** A line for what Parquet's library throws where a file is damaged: exceptions of any kind. */
final class UnreadableParquet {
  private UnreadableParquet() {}

  /** The error to throw for what was thrown on reading a file. */
  static BadInputException because(Throwable e, String name) {
    if (e instanceof OutOfMemoryError) {
      return new BadInputException(
          e,
          "%s: a page of it asks for more memory than there is: it is damaged, or has to be written"
              + " again with smaller row groups",
          name);
    }
    Throwable cause = e;
    while (cause.getCause() != null && !(cause instanceof BadInputException)) {
      cause = cause.getCause();
    }
    String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    if (cause instanceof BadInputException told) {
      return said.startsWith(name) ? told : new BadInputException(e, "%s: %s", name, said);
    }
    return new BadInputException(
        e, "%s: is no Parquet file that can be read (%s): copy or write it again", name, said);
  }
}
