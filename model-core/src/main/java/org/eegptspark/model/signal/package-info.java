/**
 * The signal steps: what is done to a recording's samples before the encoder sees them.
 *
 * <p>{@link org.eegptspark.model.signal.SignalProfile} says which steps, in which order; each step
 * is a class that names the SciPy function whose answer it gives. {@link
 * org.eegptspark.model.signal.SegmentPlan} says which windows a segment of a long recording yields
 * and how much of its neighbours' signal they need, so that segments can be worked on apart.
 */
package org.eegptspark.model.signal;
