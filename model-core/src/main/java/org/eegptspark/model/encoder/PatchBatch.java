package org.eegptspark.model.encoder;

import static org.eegptspark.model.BadInputException.check;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Patches of one montage: the unit of work of an encoder engine. Patches are independent of each
 * other, so a batch may mix windows and recordings.
 *
 * @param patches FLOAT, row-major, [P, C, patchSize], in millivolts; the caller owns it
 * @param electrodes C rows of {@code chan_embed}, one a channel
 */
public record PatchBatch(INDArray patches, int[] electrodes) {
  /** Checks type and shape; copies the electrodes. */
  public PatchBatch {
    check(
        patches.dataType() == DataType.FLOAT && patches.rank() == 3,
        "Patches must be FLOAT [P, C, patch], but were %s %s",
        patches.dataType(),
        Arrays.toString(patches.shape()));
    check(
        patches.size(1) == electrodes.length,
        "Patches have %s channels, but %s electrodes were named",
        patches.size(1),
        electrodes.length);
    electrodes = electrodes.clone();
  }

  /** P. */
  public int size() {
    return Math.toIntExact(patches.size(0));
  }

  @Override
  public int[] electrodes() {
    return electrodes.clone();
  }
}
