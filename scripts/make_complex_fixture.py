#!/usr/bin/env python3
"""Make fixtures/complexes/5ht1b.pdb.gz: a receptor with its ligand, heavy atoms only.

From ProLIF's docking example (PyPI prolif, Apache-2.0): rec.pdb, the 5-HT1B receptor, and the first pose of
vina_output.sdf, ergotamine. Needs: pip install prolif. Run from the repository's root.
"""
import gzip

import prolif
from rdkit import Chem

data = prolif.datafiles.datapath / "vina"
lines = [line for line in (data / "rec.pdb").read_text().splitlines() if line.startswith("ATOM") and line[76:78].strip() != "H"]
pose = Chem.RemoveHs(next(iter(Chem.SDMolSupplier(str(data / "vina_output.sdf")))))
counts = {}
serial = len(lines)
for atom, (x, y, z) in zip(pose.GetAtoms(), pose.GetConformer().GetPositions()):
    symbol = atom.GetSymbol()
    counts[symbol] = counts.get(symbol, 0) + 1
    serial += 1
    name = f"{symbol}{counts[symbol]}"
    lines.append(f"HETATM{serial:5d}  {name:<3s} LIG A 900    {x:8.3f}{y:8.3f}{z:8.3f}  1.00  0.00          {symbol:>2s}")
for number, line in enumerate(lines, 1):
    lines[number - 1] = f"{line[:6]}{number:5d}{line[11:]}"
with open("fixtures/complexes/5ht1b.pdb.gz", "wb") as out, gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed:
    packed.write(("TITLE     5-HT1B RECEPTOR WITH ERGOTAMINE, FROM PROLIF'S DOCKING EXAMPLE\n" + "\n".join(lines) + "\nEND\n").encode())
