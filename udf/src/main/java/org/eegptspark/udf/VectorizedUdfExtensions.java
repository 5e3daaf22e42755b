package org.eegptspark.udf;

import org.apache.spark.sql.SparkSessionExtensions;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Vectorized UDFs for every session of an application, by configuration alone:
 *
 * <pre>
 * spark.sql.extensions    org.eegptspark.udf.VectorizedUdfExtensions
 * spark.eegpt.udf.classes my.OneUdf,my.OtherUdf
 * </pre>
 *
 * <p>The functions are built-in functions of all sessions then, whatever language they are used
 * from.
 */
public final class VectorizedUdfExtensions
    extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  /** The classes of {@link VectorizedUdf} to register, comma-separated. */
  public static final String CLASSES = "spark.eegpt.udf.classes";

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    return BoxedUnit.UNIT;
  }
}
