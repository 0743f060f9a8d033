#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes tests/vectors/geo_table.h: points in polygons and distances, worked out another way.

Inside: winding numbers over exact fractions (the program counts crossings of integers), with the
boundary tested first. Distance: Vincenty's inverse formula on WGS 84, iterated in double
precision (the program uses Lambert's).
"""
import math
import random
from fractions import Fraction

RINGS = {
    "square": [(30.0, 120.0), (30.0, 121.0), (31.0, 121.0), (31.0, 120.0)],
    "arrow": [(30.0, 120.0), (30.5, 120.5), (30.0, 121.0), (31.0, 120.5)],
    "comb": [(30.0, 120.0), (31.0, 120.0), (31.0, 120.2), (30.1, 120.2), (30.1, 120.4), (31.0, 120.4),
             (31.0, 120.6), (30.0, 120.6)],
    "sliver": [(30.0, 120.0), (30.000001, 121.0), (30.000002, 121.0)],
    "antimeridian": [(-17.0, 179.5), (-17.0, -179.5), (-16.0, -179.25), (-15.5, 179.75)],
}


def wrap(lon):
    return (lon + 180 * 10**6) % (360 * 10**6) - 180 * 10**6


def unwrapped(ring):
    points = [(round(lat * 10**6), round(lon * 10**6)) for lat, lon in ring]
    out = [points[0]]
    for lat, lon in points[1:]:
        step = lon - out[-1][1]
        step = (step + 180 * 10**6) % (360 * 10**6) - 180 * 10**6
        out.append((lat, out[-1][1] + step))
    return out


def inside(ring, lat, lon):
    winding = 0
    for (ay, ax), (by, bx) in zip(ring, ring[1:] + ring[:1]):
        if min(ay, by) <= lat <= max(ay, by) and min(ax, bx) <= lon <= max(ax, bx):
            if ay == by:
                return True
            if ax + Fraction(lat - ay, by - ay) * (bx - ax) == lon:
                return True
        if (ay <= lat) == (by <= lat):
            continue
        at = ax + Fraction(lat - ay, by - ay) * (bx - ax)
        if at > lon:
            winding += 1 if by > ay else -1
    return winding != 0


def vincenty(lat1, lon1, lat2, lon2):
    a, f = 6378137.0, 1 / 298.257223563
    b = a * (1 - f)
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(x))) for x in (lat1, lat2))
    lon = math.radians(lon2 - lon1)
    lam = lon
    for _ in range(200):
        sin_sigma = math.hypot(math.cos(u2) * math.sin(lam),
                               math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam))
        if sin_sigma == 0:
            return 0.0
        cos_sigma = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sigma = math.atan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_sigma
        cos2 = 1 - sin_alpha**2
        mid = cos_sigma - 2 * math.sin(u1) * math.sin(u2) / cos2 if cos2 else 0.0
        c = f / 16 * cos2 * (4 + f * (4 - 3 * cos2))
        before, lam = lam, lon + (1 - c) * f * sin_alpha * (
            sigma + c * sin_sigma * (mid + c * cos_sigma * (2 * mid * mid - 1)))
        if abs(lam - before) < 1e-13:
            break
    k = cos2 * (a * a - b * b) / (b * b)
    big_a = 1 + k / 16384 * (4096 + k * (-768 + k * (320 - 175 * k)))
    big_b = k / 1024 * (256 + k * (-128 + k * (74 - 47 * k)))
    delta = big_b * sin_sigma * (mid + big_b / 4 * (
        cos_sigma * (2 * mid * mid - 1) - big_b / 6 * mid * (4 * sin_sigma**2 - 3) * (4 * mid * mid - 3)))
    return b * big_a * (sigma - delta)


def candidates(rng, ring):
    lats, lons = [y for y, _ in ring], [x for _, x in ring]
    yield from ring
    for (ay, ax), (by, bx) in zip(ring, ring[1:] + ring[:1]):
        yield ((ay + by) // 2, (ax + bx) // 2)
        yield ((ay + by) // 2, (ax + bx) // 2 + 1)
        yield (ay, bx)
    for _ in range(60):
        high, wide = max(lats) - min(lats), max(lons) - min(lons)
        yield (rng.randint(min(lats) - high // 4, max(lats) + high // 4),
               rng.randint(min(lons) - wide // 4, max(lons) + wide // 4))


def main():
    rng = random.Random(20260101)
    print("/* SPDX-License-Identifier: AGPL-3.0-or-later */")
    print("/* Written by tests/tools/geo_table.py; not by hand. */")
    print("/* clang-format off */\n")
    for name, ring in RINGS.items():
        points = [(lat, wrap(lon)) for lat, lon in unwrapped(ring)]
        print(f"static const struct geo_point {name}[] = {{")
        for lat, lon in points + points[:1]:
            print(f"\t{{ {lat}, {lon} }},")
        print("};\n")
    print("static const struct {\n\tconst struct geo_point *ring;\n\tsize_t count;\n"
          "\tstruct geo_point point;\n\tbool is_inside;\n} inside_rows[] = {")
    for name, ring in RINGS.items():
        flat = unwrapped(ring)
        for lat, lon in candidates(rng, flat):
            answer = "true" if inside(flat, lat, lon) else "false"
            print(f"\t{{ {name}, COUNT_OF({name}), {{ {lat}, {wrap(lon)} }}, {answer} }},")
    print("};\n")
    print("static const struct {\n\tstruct geo_point a, b;\n\tdouble metres;\n} distance_rows[] = {")
    pairs = [((30.0, 120.0), (30.0, 120.0)), ((0.0, 0.0), (0.0, 1.0)), ((89.0, 0.0), (89.0, 180.0)),
             ((-17.0, 179.9), (-17.0, -179.9))]
    for _ in range(60):
        lat, lon = rng.uniform(-85, 85), rng.uniform(-180, 180)
        far = rng.choice((0.0001, 0.01, 0.3, 5, 40))
        pairs.append(((lat, lon), (max(-89, min(89, lat + rng.uniform(-far, far))),
                                   (lon + rng.uniform(-far, far) + 180) % 360 - 180)))
    for (lat1, lon1), (lat2, lon2) in pairs:
        flat = [round(x * 10**6) for x in (lat1, lon1, lat2, lon2)]
        metres = vincenty(*(x / 10**6 for x in flat))
        print("\t{{ {{ {}, {} }}, {{ {}, {} }}, {:.4f} }},".format(*flat, metres))
    print("};")


main()
