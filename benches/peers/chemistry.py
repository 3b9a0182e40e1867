"""Chemical perception beside RDKit and Open Babel, in one run on one thread: mean microseconds a molecule and ratios.

    python benches/peers/chemistry.py FILE.sdf [--program BUILT_EXAMPLE]

rings: RDKit's symmetrized SSSR; perception: its whole sanitization (valence, rings, Kekulé form, aromaticity, conjugation,
hybridization) without the copy of the molecule; patterns: unique matches of the SMARTS below; gasteiger: its charges;
bonds: connectivity and orders from coordinates alone, beside Open Babel. Needs rdkit and openbabel.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

from openbabel import openbabel as ob
from rdkit import Chem
from rdkit.Chem import rdPartialCharges

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATTERNS = """
c1ccccc1 [CX3](=O)[OX2H1,OX1-] [NX3][CX3]=O [#7;+] [NX3;H2,H1;!$(NC=O)] [OX2H] [F,Cl,Br,I] S(=O)(=O)N C#N [nX2] [nH] [CX4;!R]-[CX4;!R]
[$([N;H1,H2,H3]),$([n;H1]),$([O;H1])] [!$([D1])&!$(*#*)]-&!@[!$([D1])&!$(*#*)] c1ccc2ncncc2c1 [R2] [r5] [CH3] C(F)(F)F [#6]~[#7]~[#6]
""".split()


def median(run, count):
    seconds = []
    for _ in range(6):
        start = time.perf_counter()
        found = run()
        seconds.append(time.perf_counter() - start)
    return 1e6 * statistics.median(seconds[1:]) / count, found


def sanitized(raw):
    """Median seconds of sanitizing fresh copies; the copies are made outside the clock."""
    seconds = []
    for _ in range(6):
        copies = [Chem.Mol(m) for m in raw]
        start = time.perf_counter()
        for mol in copies:
            Chem.SanitizeMol(mol)
        seconds.append(time.perf_counter() - start)
    return 1e6 * statistics.median(seconds[1:]) / len(raw), sum(
        sum(a.GetIsAromatic() for a in m.GetAtoms()) for m in copies)


def open_babel(mols):
    def read():
        out = []
        for mol in mols:
            new = ob.OBMol()
            for atom, p in zip(mol.GetAtoms(), mol.GetConformer().GetPositions()):
                one = new.NewAtom()
                one.SetAtomicNum(atom.GetAtomicNum())
                one.SetVector(*map(float, p))
            out.append(new)
        return out

    seconds, bonds = [], 0
    for _ in range(4):
        fresh = read()
        start = time.perf_counter()
        for mol in fresh:
            mol.ConnectTheDots()
            mol.PerceiveBondOrders()
        seconds.append(time.perf_counter() - start)
        bonds = sum(m.NumBonds() for m in fresh)
    return 1e6 * statistics.median(seconds[1:]) / len(mols), bonds


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sdf")
    parser.add_argument("--program", help="the example built already, in place of building it")
    arguments = parser.parse_args()
    program = arguments.program
    if not program:
        build = ["cargo", "build", "--release", "-p", "geminal-benches", "--example", "chemistry", "--message-format=json"]
        lines = subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
        program = [m["executable"] for m in map(json.loads, lines) if m.get("executable")][-1]
    raw = [m for m in Chem.SDMolSupplier(arguments.sdf, removeHs=False, sanitize=False) if m is not None]
    mols = [m for m in Chem.SDMolSupplier(arguments.sdf, removeHs=False) if m is not None]
    queries = [Chem.MolFromSmarts(p) for p in PATTERNS]
    ob.obErrorLog.SetOutputLevel(-1)

    def rings():
        total = 0
        for mol in mols:
            mol.GetRingInfo()
            total += len(Chem.GetSymmSSSR(mol))
        return total

    peers = {
        "rings": ("rdkit", median(rings, len(mols))),
        "perception": ("rdkit", sanitized(raw)),
        "patterns": ("rdkit", median(lambda: sum(len(m.GetSubstructMatches(q)) for m in mols for q in queries), len(mols))),
        "gasteiger": ("rdkit", median(lambda: sum(rdPartialCharges.ComputeGasteigerCharges(m) is None for m in mols), len(mols))),
        "bonds": ("openbabel", open_babel(mols)),
    }
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(PATTERNS))
        file.flush()
        out = subprocess.run([program, arguments.sdf, file.name], check=True, capture_output=True, text=True).stdout
    for line in map(json.loads, out.splitlines()):
        who, (theirs, found) = peers[line["what"]]
        print(f"{line['what']:10} {who:9} {theirs:9.1f} us ({found})  geminal {line['microseconds']:8.2f} us ({line['found']})"
              f"  {theirs / line['microseconds']:.1f} x")


main()
