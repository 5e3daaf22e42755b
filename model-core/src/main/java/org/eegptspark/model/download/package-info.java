/** Fetching files over the network, checked and in one piece. */
package org.eegptspark.model.download;
