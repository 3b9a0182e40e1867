#!/usr/bin/env python3
"""Make crates/structure/data/elements.tsv from tables that PyPI packages carry.

Needs: pip install ase rdkit openbabel. Run from the repository's root.
"""
from ase.data import atomic_names, covalent_radii
from ase.data.vdw_alvarez import vdw_radii as vdw_alvarez
from openbabel import openbabel
from rdkit import Chem

# Bondi, J. Phys. Chem. 68, 441 (1964); only the elements of that paper.
BONDI = {"H": 1.20, "He": 1.40, "C": 1.70, "N": 1.55, "O": 1.52, "F": 1.47, "Ne": 1.54, "Si": 2.10, "P": 1.80,
         "S": 1.80, "Cl": 1.75, "Ar": 1.88, "As": 1.85, "Se": 1.90, "Br": 1.85, "Kr": 2.02, "Te": 2.06, "I": 1.98,
         "Xe": 2.16, "Li": 1.82, "Na": 2.27, "Mg": 1.73, "K": 2.75, "Ni": 1.63, "Cu": 1.40, "Zn": 1.39, "Ga": 1.87,
         "Pd": 1.63, "Ag": 1.72, "Cd": 1.58, "In": 1.93, "Sn": 2.17, "Pt": 1.72, "Au": 1.66, "Hg": 1.55, "Tl": 1.96,
         "Pb": 2.02, "U": 1.86}

HEAD = """\
# The elements, one a line: number, symbol, name, mass, covalent, bondi, alvarez, electronegativity.
# Made by scripts/make_elements.py. `-` where the source has no value. Radii in A, mass in u.
# mass: IUPAC standard atomic weights (through RDKit, BSD-3-Clause).
# covalent: Cordero et al., Dalton Trans. 2008, 2832 (through ASE; the numbers are the paper's).
# bondi: Bondi, J. Phys. Chem. 1964, 68, 441.
# alvarez: Alvarez, Dalton Trans. 2013, 42, 8617 (through ASE; the numbers are the paper's).
# electronegativity: Pauling's scale (through Open Babel's element table).
"""


def cell(x):
    return f"{x:g}" if x and x == x else "-"


def main():
    table = Chem.GetPeriodicTable()
    rows = []
    for z in range(1, 119):
        symbol = table.GetElementSymbol(z)
        covalent = covalent_radii[z] if z <= 96 and covalent_radii[z] != 0.2 else None
        alvarez = vdw_alvarez[z] if z < len(vdw_alvarez) else None
        rows.append("\t".join([
            str(z), symbol, atomic_names[z].lower(), f"{table.GetAtomicWeight(z):.7g}",
            cell(covalent), cell(BONDI.get(symbol)), cell(alvarez), cell(openbabel.GetElectroNeg(z)),
        ]))
    with open("crates/structure/data/elements.tsv", "w") as out:
        out.write(HEAD + "\n".join(rows) + "\n")


main()
