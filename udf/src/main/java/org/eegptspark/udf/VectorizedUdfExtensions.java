package org.eegptspark.udf;

import java.lang.reflect.InvocationTargetException;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSessionExtensions;
import org.eegptspark.model.BadInputException;
import org.eegptspark.udf.catalyst.SessionRules;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * {@link EegptFunctions}, and vectorized UDFs of your own, for every session of an application, by
 * configuration alone:
 *
 * <pre>
 * spark.sql.extensions    org.eegptspark.udf.VectorizedUdfExtensions
 * spark.eegpt.weights     hf://owner/repo
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
    SessionRules.inject(extensions);
    EegptFunctions.all().forEach(udf -> SessionRules.inject(extensions, udf));
    for (String name : SparkEnv.get().conf().get(CLASSES, "").trim().split("\\s*,\\s*")) {
      if (!name.isEmpty()) {
        SessionRules.inject(extensions, instance(name));
      }
    }
    return BoxedUnit.UNIT;
  }

  static VectorizedUdf instance(String name) {
    try {
      Class<?> type = Class.forName(name, true, Thread.currentThread().getContextClassLoader());
      return type.asSubclass(VectorizedUdf.class).getConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw new BadInputException(e, "%s names %s, which is not on the class path", CLASSES, name);
    } catch (ClassCastException | NoSuchMethodException | IllegalAccessException e) {
      throw new BadInputException(
          e,
          "%s names %s, which is not a public %s with a public constructor without parameters",
          CLASSES,
          name,
          VectorizedUdf.class.getSimpleName());
    } catch (InstantiationException | InvocationTargetException e) {
      throw new BadInputException(e, "%s names %s, which cannot be made: %s", CLASSES, name, e);
    }
  }
}
