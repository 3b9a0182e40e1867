#!/usr/bin/env python3
"""Makes crates/forcefield/data/ghemical.txt from the parameter file in the PyPI package openbabel-wheel.

    pip install openbabel-wheel==3.1.1.23
    python scripts/make_ghemical.py > crates/forcefield/data/ghemical.txt

Only numbers and the numbers of types are taken over; the patterns of the types are ours.
"""
import pathlib

import openbabel

HEAD = """\
# Ghemical's force field, after Tripos 5.2 (Hassinen and Perakyla, J. Comput. Chem. 2001, 22, 1229), as Open Babel 3.1 has it.
# Made by scripts/make_ghemical.py. Bonds: S single, D double, T triple, C aromatic, the middle one of a torsion; * is any
# type. Entries without * rule, then the first.
#
# bond TYPE TYPE BOND r0(Å) k(kcal/mol/Å²) | angle TYPE TYPE TYPE theta0(°) k(kcal/mol/deg²)
# torsion TYPE TYPE TYPE TYPE BOND V(kcal/mol) periodicity, negative for a minimum at 0° | vdw TYPE radius(Å) depth(kcal/mol)
# charge TYPE TYPE BOND what the second gets from the first (e)"""


def main():
    (path,) = list(pathlib.Path(openbabel.__file__).parent.glob("share/openbabel/3.1*/ghemical.prm"))[:1]
    print(HEAD)
    for line in path.read_bytes().decode("latin-1").splitlines():
        words = line.split("//")[0].replace("FFFF", "*").split()
        match words:
            case ["bond", a, b, order, length, constant]:
                print("bond", a, b, order, float(length), float(constant))
            case ["angle", a, b, c, _, angle, constant]:
                print("angle", a, b, c, float(angle), float(constant))
            case ["torsion", a, b, c, d, orders, barrier, sign, periodicity]:
                print("torsion", a, b, c, d, orders[1], float(barrier), f"{sign}{float(periodicity):.0f}".replace("+", ""))
            case ["vdw", a, radius, depth] if a != "*":
                print("vdw", a, float(radius), float(depth))
            case ["charge", a, b, order, delta]:
                print("charge", a, b, order, float(delta))


if __name__ == "__main__":
    main()
