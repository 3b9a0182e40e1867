#!/usr/bin/env python3
"""Make crates/forcefield/data/uff.tsv from the parameter table that RDKit's wheel carries.

Needs: pip install rdkit (made with 2026.9.1, BSD-3-Clause). RDKit keeps the table as text in its compiled
libRDKitForceField; it is table 1 of Rappe et al., J. Am. Chem. Soc. 114, 10024 (1992), with the electronegativities
of Rappe and Goddard. Run from the repository's root.
"""
import re
from pathlib import Path

import rdkit
from rdkit import Chem

HEAD = """\
# UFF atom types. r1 bond radius (A), theta0 angle (degrees), x1 van der Waals distance (A), d1 well depth (kcal/mol),
# zeta, z1 effective charge (e), vi barrier about sp3-sp3 bonds (kcal/mol), uj barrier about sp2-sp2 bonds (kcal/mol),
# xi electronegativity (eV). The geometry is the third letter of the type, the oxidation state follows the +.
# Numbers: Rappe et al., J. Am. Chem. Soc. 114, 10024 (1992), table 1; from RDKit's wheel (BSD-3-Clause) by
# scripts/make_uff.py.
#\ttype\telement\tr1\ttheta0\tx1\td1\tzeta\tz1\tvi\tuj\txi
"""


def main():
    site = Path(rdkit.__file__).parent.parent
    library = next((site / "rdkit.libs").glob("libRDKitForceField-*")).read_bytes()
    text = next(run for run in re.findall(rb"[\t\n\r\x20-\x7e]{1000,}", library) if b"#Atom\tr1\ttheta0" in run).decode()
    table = Chem.GetPeriodicTable()
    lines = []
    for line in text.splitlines():
        cells = line.split()
        if not cells or cells[0].startswith("#"):
            continue
        symbol = re.match(r"[A-Z][a-z]?", cells[0])[0]
        symbol = {"Lw": "Lr"}.get(symbol, symbol)
        if cells[0] == "H_b":
            symbol = "H"
        lines.append("\t".join([cells[0], str(table.GetAtomicNumber(symbol))] + cells[1:10]) + "\n")
    Path("crates/forcefield/data/uff.tsv").write_text(HEAD + "".join(lines))
    print(len(lines))


if __name__ == "__main__":
    main()
