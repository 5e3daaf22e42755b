package org.eegptspark.job.probe;

/** What is told right or wrong as one. */
public enum Level {
  /** A window. */
  window,

  /** The windows of one annotation, or, where labels are a column's, neighbours of one label. */
  trial,

  /** All windows of a recording; they have to be of one class. */
  recording
}
