#!/usr/bin/env python3
"""Make crates/forcefield/data/mmff94/*.tsv from the parameter tables that RDKit's wheel carries.

Needs: pip install rdkit (made with 2026.9.1, BSD-3-Clause). RDKit keeps the tables as text in its compiled
libRDKitForceField; they are those of the supplement to Halgren, J. Comput. Chem. 17, 490 (1996) and, for MMFF94s,
J. Comput. Chem. 20, 720 (1999). Run from the repository's root.
"""
import re
from pathlib import Path

import rdkit

OUT = Path("crates/forcefield/data/mmff94")
NOTICE = """\
# Numbers: T. A. Halgren, J. Comput. Chem. 17, 490 (1996), supplement; MMFF94s: J. Comput. Chem. 20, 720 (1999).
# "Copyright (c) Merck and Co., Inc., 1994, 1995, 1996. All Rights Reserved." is the notice the tables were published with.
# Taken from RDKit's wheel (BSD-3-Clause) by scripts/make_mmff94.py.
"""


def text_of_library():
    site = Path(rdkit.__file__).parent.parent
    library = next((site / "rdkit.libs").glob("libRDKitForceField-*"))
    runs = re.findall(rb"[\t\n\r\x20-\x7e]{40,}", library.read_bytes())
    return [run.decode() for run in runs]


def rows(text):
    for line in text.splitlines():
        cells = line.split()
        if cells and cells[0][0] not in "*$#":
            yield cells


class Tables:
    """The tables of the library by the line of their head that names them."""

    def __init__(self):
        self.runs = text_of_library()

    def __call__(self, mark, columns):
        found = [run for run in self.runs if mark in run]
        assert len(found) == 1, (mark, len(found))
        return [cells[:columns] for cells in rows(found[0])]

    def angles(self):
        """Kept in several pieces: the first has the head, the others are told by their five numbers a line."""
        begin = next(n for n, run in enumerate(self.runs) if "MMFF ANGLE PARAMETERS" in run)
        end = next(n for n, run in enumerate(self.runs) if "MMFF STRETCH-BEND PARAMETERS" in run)
        number = re.compile(r"[\d.]+")
        kept = [cells[:6] for run in self.runs[begin:end] for cells in rows(run)
                if len(cells) >= 6 and all(number.fullmatch(c) for c in cells[:6])]
        assert len(kept) == 2342, len(kept)
        return kept


def write(name, what, columns, table):
    lines = [f"# {what}\n", NOTICE, "#\t" + "\t".join(columns) + "\n"]
    lines += ["\t".join(row) + "\n" for row in table]
    (OUT / f"{name}.tsv").write_text("".join(lines))
    print(name, len(table))


def types(tables):
    """One line an atom type: properties, equivalences, van der Waals, and charge parameters."""
    equivalent = {c[1]: c[1:6] for c in tables("MMFF   MMFF                                 \n*SYMBOL", 7)}
    symbol = {c[1]: c[0] for c in tables("MMFF   MMFF                                 \n*SYMBOL", 7)}
    vdw = {c[0]: c[1:6] for c in tables("*  type  alpha-i", 8) if len(c) >= 6}
    charge = {c[1]: c[2:4] for c in tables("MMFF Partial Bond Charge Incs", 4)}
    table = []
    for c in tables("MMFFPROP - MMFF atom-type properties", 9):
        t = c[0]
        table.append([t, symbol[t]] + c[1:9] + equivalent[t][1:] + vdw[t] + charge[t])
    return table


def main():
    t = Tables()
    write("types", "MMFF94 atom types (MMFFPROP, MMFFDEF, MMFFVDW, MMFFPBCI). Equivalent types of levels 2 to 5; "
          "van der Waals alpha, N, A, G, donor or acceptor; partial bond charge increment and formal charge adjustment.",
          "type symbol element crd val pilp mltb arom lin sbmb level2 level3 level4 level5 alpha n a g da pbci fcadj".split(),
          types(t))
    write("bonds", "Bond stretching (MMFFBOND): kb in md/A, r0 in A.", "class i j kb r0".split(),
          t("MMFF BOND PARAMETERS", 5))
    write("bond_rules", "Bond stretching, reference values by element (MMFFBNDK): r0 in A, kb in md/A.",
          "element_i element_j r0 kb".split(), t("FORCE CONSTANT DEFAULT-RULE", 4))
    write("elements", "Covalent radii (A) and electronegativities of the empirical rule for bond lengths "
          "(Blom and Haaland, J. Mol. Struct. 128, 21 (1985); Allred and Rochow).", "element radius electronegativity".split(),
          t("covRad\tpauEle", 3))
    write("badger", "Badger's rule by rows of the periodic table (Herschbach and Laurie, J. Chem. Phys. 35, 458 (1961), table 1).",
          "row_i row_j a d d_prime".split(), t("Parameters for Badger's Rule", 5))
    write("angles", "Angle bending (MMFFANG): ka in md A/rad2, theta0 in degrees; ka 0 where only theta0 is known.",
          "class i j k ka theta0".split(), t.angles())
    write("stretch_bend", "Stretch-bend (MMFFSTBN), md/rad.", "class i j k kba_ijk kba_kji".split(),
          t("MMFF STRETCH-BEND PARAMETERS", 6))
    write("stretch_bend_default", "Stretch-bend by rows of the periodic table (MMFFDFSB), md/rad.",
          "row_i row_j row_k kba_ijk kba_kji".split(), t("MMFF Default Stretch-Bend", 5))
    for name, mark, variant in [("out_of_plane", "MMFF OUT-OF-PLANE PARAMETERS", "MMFF94"),
                                ("out_of_plane_s", "MMFF94s OUT-OF-PLANE PARAMETERS", "MMFF94s")]:
        write(name, f"Out-of-plane bending of {variant} (MMFFOOP), koop in md A/rad2; the second type is the centre.",
              "i j k l koop".split(), t(mark, 5))
    for name, mark, variant in [("torsions", "MMFF TORSION PARAMETERS", "MMFF94"),
                                ("torsions_s", "MMFF94s TORSION PARAMETERS", "MMFF94s")]:
        write(name, f"Torsions of {variant} (MMFFTOR), kcal/mol.", "class i j k l v1 v2 v3".split(), t(mark, 8))
    write("charges", "Bond charge increments (MMFFCHG), e: what the second atom gains.", "class i j bci".split(),
          t("MMFF BOND-CHARGE INCREMENTS", 4))


if __name__ == "__main__":
    main()
