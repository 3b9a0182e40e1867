#!/usr/bin/env python3
"""Judges bond perception: bonds of an SDF's molecules are thrown away, perceived again and compared by canonical SMILES.

    python scripts/check_perception.py FILE.sdf [--peer] [--show]

Needs rdkit (and openbabel with --peer, which is judged in the same way). A molecule is right if constitution, orders (up
to aromaticity and resonance as RDKit's canonical SMILES see them) and charges are; configuration is not compared.
Without hydrogens in the file, those that the perceived valences ask for are counted.
"""

import argparse
import json
import subprocess
from pathlib import Path

from rdkit import Chem, RDLogger

RDLogger.DisableLog("rdApp.*")
ROOT = Path(__file__).resolve().parent.parent
ORDERS = {1: Chem.BondType.SINGLE, 2: Chem.BondType.DOUBLE, 3: Chem.BondType.TRIPLE}


def smiles(mol):
    mol = Chem.RemoveHs(mol)
    Chem.RemoveStereochemistry(mol)
    return Chem.MolToSmiles(mol)


def xyz(mol):
    lines = [str(mol.GetNumAtoms()), ""]
    for atom, p in zip(mol.GetAtoms(), mol.GetConformer().GetPositions()):
        lines.append(f"{atom.GetSymbol()} {p[0]:.4f} {p[1]:.4f} {p[2]:.4f}")
    return "\n".join(lines) + "\n"


def built(mol, found):
    new = Chem.RWMol()
    for atom, charge in zip(mol.GetAtoms(), found["charges"]):
        copy = Chem.Atom(atom.GetSymbol())
        copy.SetFormalCharge(charge)
        new.AddAtom(copy)
    for (i, j), order in zip(found["bonds"], found["orders"]):
        new.AddBond(i, j, ORDERS[order])
    try:
        Chem.SanitizeMol(new)
        return smiles(new)
    except Exception as error:
        return f"invalid: {error}"


def ours(mols):
    command = ["cargo", "run", "-q", "--release", "-p", "geminal-benches", "--example", "perceive_bonds"]
    text = "".join(xyz(m) for m in mols)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True, cwd=ROOT)
    return [json.loads(line) for line in done.stdout.splitlines()]


def open_babel(mols):
    from openbabel import openbabel as ob

    ob.obErrorLog.SetOutputLevel(-1)
    reader = ob.OBConversion()
    reader.SetInFormat("xyz")
    for mol in mols:
        read = ob.OBMol()
        reader.ReadString(read, xyz(mol))
        bonds = list(ob.OBMolBondIter(read))
        yield {
            "bonds": [[b.GetBeginAtomIdx() - 1, b.GetEndAtomIdx() - 1] for b in bonds],
            "orders": [b.GetBondOrder() for b in bonds],
            "charges": [read.GetAtom(k + 1).GetFormalCharge() for k in range(mol.GetNumAtoms())],
        }


def pairs(bonds):
    return {tuple(sorted(b)) for b in bonds}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sdf")
    parser.add_argument("--peer", action="store_true", help="judge Open Babel too")
    parser.add_argument("--show", action="store_true", help="show what is wrong")
    args = parser.parse_args()
    mols = [m for m in Chem.SDMolSupplier(args.sdf, removeHs=False) if m is not None]
    for name, results in [("geminal", ours(mols))] + ([("openbabel", open_babel(mols))] if args.peer else []):
        right = bonds_right = 0
        for mol, found in zip(mols, results):
            expected, got = smiles(mol), built(mol, found)
            reference = pairs((b.GetBeginAtomIdx(), b.GetEndAtomIdx()) for b in mol.GetBonds())
            bonds_right += pairs(found["bonds"]) == reference
            right += expected == got
            if args.show and expected != got:
                print(mol.GetProp("_Name"), expected, got, "" if pairs(found["bonds"]) == reference else "BONDS")
        print(json.dumps({"who": name, "molecules": len(mols), "bonds_right": bonds_right, "right": right,
                          "percent": round(100 * right / len(mols), 1)}))


main()
