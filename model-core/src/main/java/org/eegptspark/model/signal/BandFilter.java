package org.eegptspark.model.signal;

/** A step that keeps a band of frequencies, shifting no phase. */
public sealed interface BandFilter extends SignalStep permits BandPass, FirBandPass {}
