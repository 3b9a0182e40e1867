#!/usr/bin/env python3
"""Compare added hydrogens with hydride, pdbfixer, RDKit and Open Babel: counts by residue, places by parent atom.

Needs: pip install biotite hydride pdbfixer rdkit openbabel. Run from the repository's root after
`cargo build --release`:  python scripts/check_hydrogens.py FILE.pdb ... [--program target/release/geminal]

Of each file the first model, the first alternate locations and no hydrogens are given to every program. A hydrogen
is fixed if its place follows from its heavy atoms: what hangs on CH3, NH3, OH, SH and water turns and is not compared
by place. Prints one line a program and file, and where counts differ, the first residues and atoms that do.
"""
import argparse
import collections
import os
import subprocess
import tempfile
import warnings

import numpy as np

warnings.filterwarnings("ignore")


def read(path):
    """Atoms as (chain, number, insertion code, residue, name, element, position)."""
    atoms = []
    for line in open(path):
        if line.startswith(("ATOM", "HETATM")):
            name = line[12:16].strip()
            element = line[76:78].strip().capitalize() or name.lstrip("0123456789")[0]
            atoms.append((line[21], int(line[22:26]), line[26], line[17:20].strip(), name, element,
                          np.array([float(line[k:k + 8]) for k in (30, 38, 46)])))
        elif line.startswith("ENDMDL"):
            break
    return atoms


def by_parent(atoms):
    """Hydrogens of each heavy atom: the nearest one."""
    from scipy.spatial import cKDTree
    heavy = [a for a in atoms if a[5] not in ("H", "D")]
    tree = cKDTree([a[6] for a in heavy])
    found = collections.defaultdict(list)
    for a in atoms:
        if a[5] in ("H", "D"):
            d, k = tree.query(a[6])
            found[heavy[k][:5]].append(a[6])
    return {a[:5]: a for a in heavy}, found


def strip(path, out):
    """First model, first alternate locations, no hydrogens."""
    seen = set()
    with open(out, "w") as f:
        for line in open(path):
            if line.startswith(("ATOM", "HETATM")):
                name, element = line[12:16].strip(), line[76:78].strip().capitalize() or line[12:16].strip().lstrip("0123456789")[0]
                if element in ("H", "D") or (line[21:27] + name) in seen:
                    continue
                seen.add(line[21:27] + name)
                f.write(line[:16] + " " + line[17:])
            elif line.startswith(("ENDMDL",)):
                break
            elif line.startswith(("TER", "CONECT", "SSBOND", "LINK")):
                f.write(line)
        f.write("END\n")


def write(out, heavy, hydrogens):
    with open(out, "w") as f:
        for (chain, number, code, residue, name), element, xyz in heavy + hydrogens:
            f.write(f"ATOM      1 {name[:4]:>4} {residue:>3} {chain}{number:4}{code}   {xyz[0]:8.3f}{xyz[1]:8.3f}{xyz[2]:8.3f}  1.00  0.00          {element:>2}\n")


def ours(path, out, program):
    subprocess.run([*program.split(), "hydrogens", path, "-o", out], check=True, stdout=subprocess.DEVNULL)


def hydride(path, out):
    import biotite.structure.io.pdb as pdb
    import biotite.structure as struc
    import hydride as h
    a = pdb.PDBFile.read(path).get_structure(model=1, extra_fields=["charge"], include_bonds=True)
    a.charge = h.estimate_amino_acid_charges(a, ph=7.4)
    b, _ = h.add_hydrogen(a)
    b.coord = h.relax_hydrogen(b)
    f = pdb.PDBFile()
    f.set_structure(b)
    f.write(out)


def pdbfixer(path, out):
    from openmm.app import PDBFile
    from pdbfixer import PDBFixer
    f = PDBFixer(filename=path)
    f.missingResidues = {}
    f.findMissingAtoms()
    f.addMissingAtoms()
    f.addMissingHydrogens(7.4)
    PDBFile.writeFile(f.topology, f.positions, open(out, "w"), keepIds=True)


def rdkit(path, out):
    from rdkit import Chem
    m = Chem.AddHs(Chem.MolFromPDBFile(path, removeHs=True), addCoords=True, addResidueInfo=True)
    Chem.MolToPDBFile(m, out, flavor=4)


def openbabel(path, out):
    from openbabel import openbabel as o
    c = o.OBConversion()
    c.SetInAndOutFormats("pdb", "pdb")
    m = o.OBMol()
    c.ReadFile(m, path)
    m.AddHydrogens(False, True, 7.4)
    c.WriteFile(m, out)


def turns(heavy, atom, xyz, tree, atoms):
    """Whether the hydrogens of this atom can turn: at most one heavy neighbour, and not a planar NH2."""
    near = [k for k in tree.query_ball_point(xyz, 2.05) if not np.allclose(atoms[k][6], xyz)]
    near = [k for k in near if np.linalg.norm(atoms[k][6] - xyz) < (1.75 if atoms[k][5] in "CNO" else 2.05)]
    return len(near) <= 1 and not (atom[3], atom[4]) in FLAT


FLAT = {("ASN", "ND2"), ("GLN", "NE2"), ("ARG", "NH1"), ("ARG", "NH2"), ("DA", "N6"), ("A", "N6"), ("DC", "N4"), ("C", "N4"),
        ("DG", "N2"), ("G", "N2")}


def compare(label, mine, other, verbose):
    from scipy.spatial import cKDTree
    heavy_a, a = by_parent(read(mine))
    heavy_b, b = by_parent(read(other))
    atoms = list(heavy_a.values())
    tree = cKDTree([x[6] for x in atoms])
    common = [k for k in heavy_a if k in heavy_b]
    differ, squares, worst = [], [], []
    for k in common:
        if len(a[k]) != len(b[k]):
            differ.append((k, len(a[k]), len(b[k])))
        elif a[k] and not turns(heavy_a, k, heavy_a[k][6], tree, atoms):
            from scipy.optimize import linear_sum_assignment
            d = np.linalg.norm(np.array(a[k])[:, None] - np.array(b[k])[None] , axis=2) ** 2
            i, j = linear_sum_assignment(d)
            squares += list(d[i, j])
            worst.append((float(d[i, j].max()) ** 0.5, k))
    na, nb = sum(len(a[k]) for k in common), sum(len(b[k]) for k in common)
    rmsd = np.sqrt(np.mean(squares)) if squares else float("nan")
    print(f"{label:40} ours {na:6} other {nb:6} atoms that differ {len(differ):4} of {len(common):6}"
          f"  fixed {len(squares):6} rmsd {rmsd:.3f} A, worst {max(worst)[0] if worst else 0:.2f} {max(worst)[1] if worst else ''}")
    if verbose:
        kinds = collections.Counter((k[3], k[4], x, y) for k, x, y in differ)
        for (residue, name, x, y), n in kinds.most_common(verbose):
            print(f"      {residue:4}{name:5} ours {x} other {y}   x {n}")
        for d, k in sorted(worst, reverse=True)[:verbose // 3]:
            if d > 0.2:
                print(f"      off by {d:.2f} A: {k}")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("files", nargs="+")
    p.add_argument("--program", default="target/release/geminal")
    p.add_argument("--peers", default="hydride,pdbfixer,rdkit,openbabel")
    p.add_argument("--verbose", type=int, default=12)
    args = p.parse_args()
    for path in args.files:
        with tempfile.TemporaryDirectory() as folder:
            bare, mine = os.path.join(folder, "bare.pdb"), os.path.join(folder, "mine.pdb")
            strip(path, bare)
            ours(bare, mine, args.program)
            for name in args.peers.split(","):
                out = os.path.join(folder, name + ".pdb")
                try:
                    globals()[name](bare, out)
                except Exception as e:
                    print(f"{os.path.basename(path):20} {name:12} failed: {type(e).__name__}: {str(e)[:90]}")
                    continue
                compare(f"{os.path.basename(path):20} {name}", mine, out, args.verbose)


if __name__ == "__main__":
    main()
