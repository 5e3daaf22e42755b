package org.eegptspark.model.signal;

import java.io.Serializable;

/** One thing that is done to a recording's signal. Immutable; safe for use by several threads. */
public interface SignalStep extends Serializable {
  /**
   * Does the step to a stretch of a recording. What lies outside the stretch is unknown to it: the
   * result is that of the whole recording only further than {@link #marginSeconds} from those ends
   * of the stretch that are not ends of the recording.
   *
   * @param in the stretch; its samples may be overwritten, and shared by the result
   * @return the stretch after the step, which the caller owns
   * @throws org.eegptspark.model.BadInputException where the step cannot be done to such a signal
   */
  SignalBlock apply(SignalBlock in);

  /**
   * How much signal on each side of an instant the output there depends on: 0 for a pointwise step,
   * half the length of a finite impulse response, and for a recursive filter the time until its
   * response is under 1e-9 of its start.
   *
   * @param samplingRateHz rate of the step's input
   * @return seconds
   */
  double marginSeconds(double samplingRateHz);

  /**
   * The step and all its parameters as canonical text. It is hashed into {@code signal_id}: the
   * same step must give the same text in every version, and another result another text.
   */
  String describe();
}
