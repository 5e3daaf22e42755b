package org.eegptspark.job.probe;

import java.util.List;

/**
 * A division of windows.
 *
 * @param name what it is called: the group that is left out, or a number
 * @param train rows to train on
 * @param test rows to test on
 * @param trainGroups names of the groups on the training side
 * @param testGroups names of the groups on the test side
 * @param overlap what lies on both sides
 */
public record Fold(
    String name,
    int[] train,
    int[] test,
    List<String> trainGroups,
    List<String> testGroups,
    Overlap overlap) {}
