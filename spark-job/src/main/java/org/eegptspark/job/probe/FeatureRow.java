package org.eegptspark.job.probe;

import java.io.Serializable;

/**
 * The features of a window.
 *
 * @param row its row among the labelled windows
 * @param features of one kind and width for all rows; not to be written to
 */
record FeatureRow(int row, float[] features) implements Serializable {}
