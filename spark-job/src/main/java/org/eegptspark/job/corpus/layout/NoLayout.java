package org.eegptspark.job.corpus.layout;

import org.eegptspark.model.recording.RecordingHeader;

/** Recordings that lie anywhere: they speak for themselves. */
final class NoLayout implements CorpusLayout {
  @Override
  public boolean recognizes(String path) {
    return true;
  }

  @Override
  public LayoutFacts facts(Companions around, RecordingHeader header) {
    return new LayoutFacts("none");
  }
}
