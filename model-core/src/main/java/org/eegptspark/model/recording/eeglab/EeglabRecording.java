package org.eegptspark.model.recording.eeglab;

import static org.eegptspark.model.BadInputException.check;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eegptspark.model.recording.ArrayRecording;
import org.eegptspark.model.recording.Recording;
import org.eegptspark.model.recording.RecordingFile;
import org.eegptspark.model.recording.RecordingHeader;
import org.eegptspark.model.recording.SampleArray;
import org.eegptspark.model.recording.SampleEncoding;
import org.eegptspark.model.recording.SignalGroup;
import org.eegptspark.model.recording.SignalGroup.Run;
import org.eegptspark.model.recording.SignalGroup.Signal;
import org.eegptspark.model.recording.Stretches;
import org.eegptspark.model.recording.eeglab.EegStruct.Embedded;
import org.eegptspark.model.recording.eeglab.EegStruct.Size;

/** Makes a recording of an EEG structure. */
final class EeglabRecording {
  private static final double MAX_RATE_HZ = 1e7;

  private EeglabRecording() {}

  /**
   * Puts a header over the samples.
   *
   * @param file the .set file
   * @param eeg becomes the recording's
   */
  static Recording of(RecordingFile file, EegStruct eeg) throws IOException {
    String name = file.name();
    double rate = eeg.number("srate", Double.NaN);
    check(
        rate > 0 && rate <= MAX_RATE_HZ,
        "%s: EEG.srate is %s: expected samples a second; is this an EEGLAB dataset?",
        name,
        rate);
    Size promised =
        new Size(
            (int) count(eeg, name, "nbchan", 1 << 20),
            count(eeg, name, "pnts", 1L << 40),
            count(eeg, name, "trials", 1 << 20));
    check(
        promised.samples() < 1L << 44 && promised.numbers() < 1L << 48,
        "%s: promises %s channels of %s points in %s trials, more than any recording has",
        name,
        promised.channels(),
        promised.epochSamples(),
        promised.epochs());
    Optional<Embedded> embedded = eeg.samples(promised);
    if (embedded.isPresent()) {
      Embedded samples = embedded.get();
      RecordingHeader header =
          header(name, eeg, promised, rate, samples.type().encoding(), List.of());
      return recording(List.of(file), header, samples.array(), eeg);
    }
    DataFile data = DataFile.open(file, eeg.text("data"), promised);
    try {
      Size held = data.size();
      RecordingHeader header = header(name, eeg, held, rate, SampleEncoding.FLOAT32, data.losses());
      Closeable both =
          () -> {
            data.close();
            eeg.close();
          };
      return recording(List.of(file, data.file()), header, data.samples(), both);
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private static Recording recording(
      List<RecordingFile> files, RecordingHeader header, SampleArray samples, Closeable resources) {
    return new ArrayRecording(files, header, List.of(samples), resources);
  }

  private static RecordingHeader header(
      String name,
      EegStruct eeg,
      Size size,
      double rate,
      SampleEncoding encoding,
      List<String> dataLosses)
      throws IOException {
    List<String> losses = new ArrayList<>(dataLosses);
    List<Signal> signals = signals(name, eeg, size.channels(), losses);
    EeglabEvents events = EeglabEvents.of(eeg, name, size, rate);
    losses.addAll(events.losses());
    List<Run> runs =
        size.epochs() > 1
            ? Stretches.ofEpochs(name, size.epochs(), size.epochSamples(), rate)
            : Stretches.between(name, size.samples(), events.interruptions());
    String subject = eeg.text("subject");
    return new RecordingHeader(
        "EEGLAB",
        subject.isEmpty() ? Optional.empty() : Optional.of(subject),
        Optional.empty(),
        List.of(new SignalGroup(rate, encoding, signals, runs)),
        events.annotations(),
        losses);
  }

  private static List<Signal> signals(
      String name, EegStruct eeg, int channels, List<String> losses) {
    int described = eeg.count("chanlocs");
    check(
        described == channels || described == 0,
        "%s: describes %s channels and holds %s: save it again with EEGLAB",
        name,
        described,
        channels);
    if (described == 0) {
      losses.add("does not name its channels");
    }
    List<Signal> signals = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      String label = described == 0 ? "" : eeg.text("chanlocs", c, "labels");
      signals.add(new Signal(label.isEmpty() ? "channel " + (c + 1) : label, "uV", 1, 0));
    }
    return signals;
  }

  private static long count(EegStruct eeg, String name, String field, long most) {
    double number = eeg.number(field, field.equals("trials") ? 1 : Double.NaN);
    check(
        number >= 1 && number <= most && number == Math.rint(number),
        "%s: EEG.%s is %s: expected a whole number from 1 to %s",
        name,
        field,
        number,
        most);
    return (long) number;
  }
}
