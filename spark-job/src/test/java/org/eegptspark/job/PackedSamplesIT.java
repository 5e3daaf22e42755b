package org.eegptspark.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eegptspark.fixtures.TestData;
import org.eegptspark.job.action.Ingest;
import org.eegptspark.job.corpus.RecordingSegments.SegmentLayout;
import org.eegptspark.model.recording.SampleStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python package decodes what {@code ingest} packs, of all of the table's encodings. */
class PackedSamplesIT {
  @TempDir Path folder;

  @Test
  void packedSamplesAreDecodedInPythonToTheBytesOfPlainOnes() throws Exception {
    Path packed = ingest(SampleStorage.packed);
    Path plain = ingest(SampleStorage.plain);
    Path script = TestData.project().resolve("python/tests/packed_samples.py");
    Subprocess run = PythonScript.run(Map.of(), script, packed, plain);
    assertThat(run.status()).as(run.output()).isZero();
    if (!run.output().contains("SKIPPED")) {
      assertThat(run.output())
          .contains("HELD int16-packed is", "HELD int24-packed is", "HELD int32-packed is")
          .contains("HELD float32 is", "HELD float64 is");
    }
  }

  private Path ingest(SampleStorage samples) {
    Path table = folder.resolve(samples.name());
    Path formats = TestData.project().resolve("model-core/src/test/resources/recordings");
    new Ingest(SharedSpark.session())
        .input(List.of(formats.toString()))
        .output(table.toString())
        .layout(new SegmentLayout(3, 1, 1))
        .samples(samples)
        .execute();
    return table;
  }
}
