"""Counts loans by month and prints the table that the town council gets in January."""

import collections
import csv
import sys


def loans_by_month(rows):
    """Number of loans in each month, from 1 to 12; months without any count as zero."""
    counts = collections.Counter(int(row["lent"][5:7]) for row in rows)
    return [counts[month] for month in range(1, 13)]


if __name__ == "__main__":
    with open(sys.argv[1], newline="") as file:
        for month, count in enumerate(loans_by_month(csv.DictReader(file)), start=1):
            print(f"{month:2} {count:6} {'#' * (count // 50)}")
