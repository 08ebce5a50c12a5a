"""Runs attainment.sql over person files in DuckDB or in Spark, and writes the table that it gives as CSV.

    python prep/run.py duckdb table.csv psam_p06.csv [psam_p48.csv.gz ...]

The SQL is the same text for both. To run it on a cluster, register the files there as `persons`, every column as text.
"""

import csv
import pathlib
import sys

SQL = pathlib.Path(__file__).with_name("attainment.sql").read_text()


def duckdb_rows(files):
    import duckdb

    connection = duckdb.connect()
    source = connection.read_csv(files, header=True, all_varchar=True, union_by_name=True)
    source.create_view("persons")
    result = connection.execute(SQL)
    return [column[0] for column in result.description], result.fetchall()


def spark_rows(files):
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[*]")
        .appName("common-measure")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.shuffle.partitions", "8")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    # File by file: states' files may have their columns in another order.
    tables = [session.read.csv(file, header=True, inferSchema=False) for file in files]
    persons = tables[0]
    for table in tables[1:]:
        persons = persons.unionByName(table, allowMissingColumns=True)
    persons.createOrReplaceTempView("persons")
    result = session.sql(SQL)
    rows = [tuple(row) for row in result.collect()]
    session.stop()
    return result.columns, rows


def main():
    if len(sys.argv) < 4 or sys.argv[1] not in ("duckdb", "spark"):
        sys.exit(__doc__)
    engine, out, *files = sys.argv[1:]
    columns, rows = (duckdb_rows if engine == "duckdb" else spark_rows)(files)
    with open(out, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


main()
