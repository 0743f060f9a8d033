#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes a cell register CSV of an invented province.

    make_cells.py CELLS [NODES] [--seed N] [--nation] > cells.csv

云江省 has the code 330000 and lies at 27-31 N, 118-123 E: 11 cities (3301-3311) of 9 counties
each, one county a square. Half of the cells crowd round the 11 city centres. The nodes are
BSCs, MMEs and AMFs, each serving neighbouring cells of its own generation.

With --nation they lie at 20-45 N, 100-123 E instead: three in ten anywhere, the others in 300 cities of
ever smaller size, the greatest of which, at 31 N 121 E, has two in a hundred of all cells.
"""
import argparse
import random
import sys

SOUTH, NORTH, WEST, EAST = 27.0, 31.0, 118.0, 123.0
COLUMNS, ROWS = 11, 9  # cities from west to east, counties from south to north
RATS = (("2g", 65535, 65535, "bsc"), ("4g", 65535, 2**28 - 1, "mme"), ("5g", 2**24 - 1, 2**36 - 1, "amf"))
HEADER = "plmn,rat,lac_tac,cell,lat,lon,radius_m,azimuth,beamwidth,adcode,node,people"


def place(rng, centres):
    if rng.random() < 0.5:
        lat, lon = rng.choice(centres)
        lat, lon = rng.gauss(lat, 0.08), rng.gauss(lon, 0.08)
    else:
        lat, lon = rng.uniform(SOUTH, NORTH), rng.uniform(WEST, EAST)
    return min(max(lat, SOUTH), NORTH - 1e-6), min(max(lon, WEST), EAST - 1e-6)


def nation(rng):
    """A place for each of the cells to come."""
    cities = [(31.0, 121.0)] + [(rng.uniform(20, 45), rng.uniform(100, 123)) for _ in range(299)]
    weights = [1 / (n + 10) for n in range(300)]
    while True:
        for lat, lon in rng.choices(cities, weights, k=1000):
            if rng.random() < 0.7:
                lat, lon = rng.gauss(lat, 0.12), rng.gauss(lon, 0.15)
            else:
                lat, lon = rng.uniform(20, 45), rng.uniform(100, 123)
            yield min(max(lat, 20), 45 - 1e-6), min(max(lon, 100), 123 - 1e-6)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cells", type=int)
    parser.add_argument("nodes", type=int, nargs="?", default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nation", action="store_true")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    width, height = (EAST - WEST) / COLUMNS, (NORTH - SOUTH) / ROWS
    centres = [(rng.uniform(SOUTH + 0.5, NORTH - 0.5), WEST + (c + 0.5) * width) for c in range(COLUMNS)]
    places = nation(rng) if args.nation else None
    south, north, west, east = (20, 45, 100, 123) if args.nation else (SOUTH, NORTH, WEST, EAST)
    width, height = (east - west) / COLUMNS, (north - south) / ROWS
    out = sys.stdout
    out.write(HEADER + "\n")
    per_kind = max(1, args.nodes // 3)
    for number in range(args.cells):
        lat, lon = next(places) if places else place(rng, centres)
        column, row = int((lon - west) / width), int((lat - south) / height)
        adcode = 330000 + (column + 1) * 100 + row + 1
        rat, lac_max, cell_max, kind = RATS[number % 3]
        plmn = ("46000", "46001", "46011")[rng.randrange(3)]
        node = f"{kind}-{(column * ROWS + row) % per_kind + 1:03d}"
        sector = rng.random() < 0.8
        radius = int(min(15000, rng.lognormvariate(6.6, 0.6)))
        out.write(
            f"{plmn},{rat},{number // 50000 + 100 * (column + 1)},{number % (cell_max + 1)},"
            f"{lat:.6f},{lon:.6f},{radius},"
            f"{rng.randrange(360) if sector else ''},{rng.choice((65, 90, 120)) if sector else ''},"
            f"{adcode},{node},{rng.randrange(0, 1500)}\n"
        )


main()
