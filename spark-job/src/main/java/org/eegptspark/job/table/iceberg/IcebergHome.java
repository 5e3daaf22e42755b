package org.eegptspark.job.table.iceberg;

import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.SparkSession;
import org.eegptspark.job.table.SessionNeeds;

/** Where an Iceberg table is found: in a folder, or by a name in a catalog of the session. */
interface IcebergHome {
  /** Whether the table exists. */
  boolean exists();

  /** The table as it is now. */
  Table load();

  /** Makes it, unless another driver was faster. */
  void create(Schema schema, Map<String, String> properties);

  /** The home of a table by what users call it. */
  static IcebergHome of(SparkSession spark, String name, String folder) {
    return SessionNeeds.isInCatalog(spark, name) ? inCatalog(spark, name) : inFolder(spark, folder);
  }

  private static IcebergHome inFolder(SparkSession spark, String folder) {
    HadoopTables tables = new HadoopTables(spark.sparkContext().hadoopConfiguration());
    return new IcebergHome() {
      @Override
      public boolean exists() {
        return tables.exists(folder);
      }

      @Override
      public Table load() {
        return tables.load(folder);
      }

      @Override
      public void create(Schema schema, Map<String, String> properties) {
        try {
          tables.create(schema, PartitionSpec.unpartitioned(), null, properties, folder);
        } catch (AlreadyExistsException e) {
          return; // by another driver
        }
      }
    };
  }

  private static IcebergHome inCatalog(SparkSession spark, String name) {
    int dot = name.indexOf('.');
    Catalog catalog = Spark3Util.loadIcebergCatalog(spark, name.substring(0, dot));
    TableIdentifier table = TableIdentifier.parse(name.substring(dot + 1));
    return new IcebergHome() {
      @Override
      public boolean exists() {
        return catalog.tableExists(table);
      }

      @Override
      public Table load() {
        return catalog.loadTable(table);
      }

      @Override
      public void create(Schema schema, Map<String, String> properties) {
        try {
          if (catalog instanceof SupportsNamespaces namespaces
              && !table.namespace().isEmpty()
              && !namespaces.namespaceExists(table.namespace())) {
            namespaces.createNamespace(table.namespace());
          }
          catalog.createTable(table, schema, PartitionSpec.unpartitioned(), properties);
        } catch (AlreadyExistsException e) {
          return; // by another driver
        }
      }
    };
  }
}
