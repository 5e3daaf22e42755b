/**
 * How the public corpora arrange their files: from a recording's path and the files beside it to
 * subject, session, labels, bad channels.
 *
 * <p>A layout is a class that implements {@link org.eegptspark.job.corpus.layout.CorpusLayout};
 * {@link org.eegptspark.job.corpus.layout.LayoutChoice} lists them.
 */
package org.eegptspark.job.corpus.layout;
