package org.eegptspark.udf.catalyst;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Between Catalyst's sequences and Java's lists. */
final class ScalaSeq {
  private ScalaSeq() {}

  static <T> Seq<T> of(List<? extends T> elements) {
    return CollectionConverters.<T>asScala(new ArrayList<T>(elements)).toSeq();
  }

  @SafeVarargs
  static <T> Seq<T> of(T... elements) {
    return of(Arrays.asList(elements));
  }

  static <T> List<T> list(scala.collection.Seq<? extends T> elements) {
    return new ArrayList<>(CollectionConverters.<T>asJava(cast(elements)));
  }

  @SuppressWarnings("unchecked") // Scala's sequences are covariant
  private static <T> scala.collection.Seq<T> cast(scala.collection.Seq<? extends T> elements) {
    return (scala.collection.Seq<T>) elements;
  }
}
