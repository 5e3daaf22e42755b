/**
 * What tables need of S3 beside Hadoop's file system. All but {@code S3A} is loaded for its file
 * systems alone.
 */
package org.eegptspark.job.table.s3;
