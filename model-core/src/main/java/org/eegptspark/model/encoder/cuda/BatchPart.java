package org.eegptspark.model.encoder.cuda;

import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;

/** What a batch holds of one call: where its input is read and where its result is written. */
interface BatchPart extends MergingQueue.Part {
  @Override
  Form form();

  /** Samples a channel that the part brings; of a patch where the form is dense. */
  int columns();

  /** Windows; 0 where the form is not pooled. */
  int windows();

  /**
   * Says where patches lie in a batch.
   *
   * @param place of the part's first patch and first column
   * @param starts long [P], of the batch
   * @param lengths int [P], of the batch
   * @param members int [W, N], of the batch
   */
  void place(Place place, LongPointer starts, IntPointer lengths, IntPointer members);

  /**
   * The copies that bring the part's samples to a batch's.
   *
   * @param samples address of the batch's first sample
   */
  List<Copy> samples(BatchLayout batch, Place place, long samples);

  /** Where the result is written: float [rows, S, D]. */
  long result();

  /** Where a part lies in a batch: what comes before it. */
  record Place(int patch, int window, int column) {
    static final Place FIRST = new Place(0, 0, 0);

    Place after(BatchPart part) {
      return new Place(patch + part.patches(), window + part.windows(), column + part.columns());
    }
  }
}
