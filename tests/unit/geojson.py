#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is drawn is RFC 7946, by a reader of its own: within the ranges, closed, counter-clockwise, cut at the antimeridian;
and it holds the ground that the area or the cell holds, and no other, also round the poles."""
import json
import math
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from dispatcher import BUILD, Tap  # noqa: E402

tap = Tap()
HEADER = "plmn,rat,lac_tac,cell,lat,lon,radius_m,azimuth,beamwidth,adcode,node,people\n"
# lat, lon, radius, azimuth, beamwidth
CELLS = [(0, 180, 5000, "", ""), (0.1, -179.99, 35000, "", ""), (1, 179.9, 35000, 90, 120), (90, 0, 1000, "", ""),
         (-90, 77, 35000, "", ""), (89.95, 10, 30000, "", ""), (89, -170, 200000, "", ""), (-89.9, 179, 20000, 180, 90),
         (89.99, 0, 5000, 10, 200), (70, 179, 200000, 300, 60), (0, -180, 200000, 270, 359), (30, 120, 3000, 45, 65)]
CIRCLES = ["0,180 100", "5,179 100", "-40,-179.5 300", "90,0 1", "90,100 2000", "-90,0 500", "89.95,0 30", "89.95,-179 30",
           "-85,170 1200", "0,0 20040", "0,0 12000", "30,120 11000", "-20,-170 10100", "60,0 3000", "0,0 5000", "89.9,0 11",
           "45,-30 19900", "30,120 5", "30,180 5", "69,10 15"]
POLYGONS = ["1,179 1,-179 -1,-179 -1,179 1,179", "-1,179 -1,-179 1,-179 1,179 -1,179",
            # a comb over the antimeridian, crossing it many times
            "0,178 0,-178 1,-178 1,179 2,179 2,-178 3,-178 3,179 4,179 4,-178 5,-178 5,178 0,178",
            "10,179 10,180 11,180 11,179 10,179", "10,-180 10,-179 11,-179 11,-180 10,-180",
            "10,179 10.5,180 10,-179 11,-179 10.8,180 11,179 10,179", "10,179 11,180 10,-179 12,180 10,179",
            "-90,-180 90,-180 90,0 90,180 -90,180 -90,0 -90,-180", "80,100 90,100 90,150 80,100",
            "40,100 40,101 41,101 41,100 40,100", "0,170 20,-170 0,-150 20,-120 0,-60 -20,-120 0,170"]


def draw(*words):
    done = subprocess.run([f"{BUILD}/cbctl", "cells", "in", "--register", register, "--geojson", *words],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)["features"]


# ---- what RFC 7946 asks ------------------------------------------------------------------------------


def pieces(geometry):
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


def faults(geometry):
    if geometry["type"] not in ("Polygon", "MultiPolygon") or not pieces(geometry):
        return [geometry["type"]]
    found = []
    for ring in (r for p in pieces(geometry) for r in p):
        turn = sum((a[0] - ring[0][0]) * (b[1] - ring[0][1]) - (b[0] - ring[0][0]) * (a[1] - ring[0][1])
                   for a, b in zip(ring, ring[1:]))
        found += ["open"] * (ring[0] != ring[-1]) + ["short"] * (len(ring) < 4) + ["clockwise"] * (turn <= 0)
        found += [p for p in ring if not (-180 <= p[0] <= 180 and -90 <= p[1] <= 90)]
    return found


def in_ring(ring, lon, lat):
    inside = False
    for (x, y), (u, v) in zip(ring, ring[1:]):
        if (y > lat) != (v > lat) and lon < x + (u - x) * (lat - y) / (v - y):
            inside = not inside
    return inside


def drawn(geometry, lon, lat):
    return sum(in_ring(piece[0], lon, lat) for piece in pieces(geometry))


# ---- what it should hold -----------------------------------------------------------------------------


def metres(lat, lon, lat2, lon2):
    """The great circle of the mean radius: within 0.6 per cent of the ellipsoid."""
    a, b, d = math.radians(lat), math.radians(lat2), math.radians(lon2 - lon)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(d / 2) ** 2
    return 2 * 6371008.8 * math.asin(min(1, math.sqrt(h)))


def side_of_circle(circle, lat, lon):
    """1 inside, 0 outside, None too near to the border to say."""
    centre, km = circle.split()
    away = metres(*map(float, centre.split(",")), lat, lon) / (float(km) * 1000)
    return None if 0.985 < away < 1.008 else int(away < 1)


def side_of_cell(cell, lat, lon):
    """On its plane (docs/cells.md), with the ellipsoid's two curvatures."""
    at, of, radius, azimuth, beam = cell
    e2 = 0.00669437999
    w = 1 - e2 * math.sin(math.radians(at)) ** 2
    across = 6378137 / math.sqrt(w)
    along = across * (1 - e2) / w
    dlon = (lon - of + 180) % 360 - 180
    east, north = math.radians(dlon) * across * math.cos(math.radians(at)), math.radians(lat - at) * along
    away = math.hypot(east, north) / radius
    if 0.98 < away < 1.005:
        return None
    if away > 1 or azimuth == "":
        return int(away < 1)
    off = abs((math.degrees(math.atan2(east, north)) - azimuth + 180) % 360 - 180) - beam / 2
    # On the other half of the world the same bearing is reached the other way round.
    return None if abs(off) < 1 or away < 0.05 or abs(dlon) > 179.9 else int(off < 0)


def side_of_polygon(text, lat, lon):
    """Even-odd, each edge the shorter way round, asked in three worlds side by side."""
    points = [tuple(map(float, p.split(",")))[::-1] for p in text.split()]
    ring = [points[0]]
    for x, y in points[1:]:
        step = (x - ring[-1][0] + 180) % 360 - 180
        ring.append((ring[-1][0] + (step if step != -180 or x < ring[-1][0] else 180), y))
    return int(sum(in_ring(ring, lon + turn, lat) for turn in (-360, 0, 360)) > 0)


def points_near(geometry, count=600):
    """Half anywhere on the globe, half about what is drawn."""
    spots = [p for piece in pieces(geometry) for p in piece[0]]
    for i in range(count):
        if i % 2:
            yield math.degrees(math.asin(random.uniform(-1, 1))), random.uniform(-179.999, 179.999)
            continue
        a, b = random.choice(spots), random.choice(spots)
        part = random.uniform(-0.3, 1.3)
        lat, lon = a[1] + (b[1] - a[1]) * part + random.uniform(-1e-3, 1e-3), a[0] + (b[0] - a[0]) * part
        yield max(-89.9999, min(89.9999, lat)), (lon + 180) % 360 - 180


def misses(geometry, side, spec):
    found, asked = [], 0
    for lat, lon in points_near(geometry):
        wanted = side(spec, lat, lon)
        if wanted is None:
            continue
        asked += 1
        if drawn(geometry, lon, lat) != wanted:
            found.append((lat, lon, wanted))
    return found[:5] if asked > 50 else [f"only {asked} asked"]


def judge(name, geometry, side, spec):
    tap.ok(not faults(geometry), f"{name} is drawn as RFC 7946 has it", (faults(geometry)[:5], str(geometry)[:600]))
    wrong = misses(geometry, side, spec)
    tap.ok(not wrong, f"{name} holds its ground and no other", (wrong, str(geometry)[:600]))


with tempfile.TemporaryDirectory() as folder:
    random.seed(7946)
    register = os.path.join(folder, "cells.db")
    with open(os.path.join(folder, "cells.csv"), "w") as f:
        f.write(HEADER)
        for n, (lat, lon, radius, azimuth, beam) in enumerate(CELLS):
            f.write(f"460-00,2g,1,{n},{lat},{lon},{radius},{azimuth},{beam},330100,a,1\n")
    subprocess.run([f"{BUILD}/cbctl", "cells", "import", f.name, "--register", register], check=True,
                   stdout=subprocess.DEVNULL)
    for circle in CIRCLES:
        judge(f"circle {circle}", draw("--circle", circle)[0]["geometry"], side_of_circle, circle)
    for polygon in POLYGONS:
        judge(f"polygon {polygon[:40]}", draw("--polygon", polygon)[0]["geometry"], side_of_polygon, polygon)
    for feature in draw("--circle", "0,0 20040"):
        if feature["properties"]["kind"] == "cell":
            cell = CELLS[int(feature["properties"]["cell"].split("-")[-1])]
            judge(f"cell {cell}", feature["geometry"], side_of_cell, cell)
tap.end()
