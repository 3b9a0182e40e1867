#!/usr/bin/env python3
"""Writes molecules of the Chemical Component Dictionary as plain text, to fit bond weights to.

    python scripts/export_components.py OUT.txt [--without IDS.txt]

Reads the dictionary (wwPDB, CC0-1.0) that the `biotite` package carries. A record is `name atoms bonds`, then a line an
atom (`symbol charge hydrogens x y z`, heavy atoms only, deposited coordinates) and a line a bond (`first second order`).
Components named in IDS.txt are left out, so that they can serve as a test.
"""

import argparse
import os
from collections import defaultdict

import biotite
import biotite.structure.io.pdbx as pdbx

ELEMENTS = set("C N O P S F CL BR I B SE SI".split())
ORDERS = {"SING": 1, "DOUB": 2, "TRIP": 3}


def connected(count, bonds):
    near = defaultdict(list)
    for i, j, _ in bonds:
        near[i].append(j)
        near[j].append(i)
    seen, todo = {0}, [0]
    while todo:
        for j in near[todo.pop()]:
            if j not in seen:
                seen.add(j)
                todo.append(j)
    return len(seen) == count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--without")
    args = parser.parse_args()
    left_out = set(open(args.without).read().split()) if args.without else set()
    path = os.path.join(os.path.dirname(biotite.__file__), "structure/info/components.bcif")
    block = pdbx.BinaryCIFFile.read(path).block
    atom, bond = block["chem_comp_atom"], block["chem_comp_bond"]

    def column(category, name):
        return category[name].as_array(str)

    atoms, bonds = defaultdict(list), defaultdict(list)
    names = ["comp_id", "atom_id", "type_symbol", "charge", "model_Cartn_x", "model_Cartn_y", "model_Cartn_z"]
    for comp, *rest in zip(*(column(atom, n) for n in names)):
        atoms[comp].append(rest)
    names = ["comp_id", "atom_id_1", "atom_id_2", "value_order"]
    for comp, *rest in zip(*(column(bond, n) for n in names)):
        bonds[comp].append(rest)

    written = 0
    with open(args.out, "w") as out:
        for comp, rows in atoms.items():
            if comp in left_out:
                continue
            heavy = [r for r in rows if r[1].upper() not in ("H", "D")]
            if not 6 <= len(heavy) <= 70 or any(r[1].upper() not in ELEMENTS for r in heavy):
                continue
            if any(x in ("?", ".", "nan") for r in heavy for x in r[3:6]):
                continue
            index = {r[0]: k for k, r in enumerate(heavy)}
            hydrogens = [0] * len(heavy)
            pairs = []
            try:
                for a, b, order in bonds[comp]:
                    if a in index and b in index:
                        pairs.append((index[a], index[b], ORDERS[order.upper()]))
                    elif a in index or b in index:
                        hydrogens[index[a] if a in index else index[b]] += 1
            except KeyError:
                continue
            if not connected(len(heavy), pairs):
                continue
            print(comp, len(heavy), len(pairs), file=out)
            for (_, symbol, charge, x, y, z), h in zip(heavy, hydrogens):
                print(symbol.capitalize(), charge if charge not in ("?", ".") else 0, h, x, y, z, file=out)
            for pair in pairs:
                print(*pair, file=out)
            written += 1
    print(written, "components")


main()
