/** What tables need of S3 beside Hadoop's file system. Loaded for S3A's file systems alone. */
package org.eegptspark.job.table.s3;
