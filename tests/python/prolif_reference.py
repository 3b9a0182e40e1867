#!/usr/bin/env python3
"""ProLIF's interactions of its own docking example: prolif_reference.py FOLDER

Writes FOLDER/pose_N.pdb (receptor and one pose with hydrogens, bond orders of the pose as repeated CONECT) and
FOLDER/pose_N.json: [[residue name, chain, number, kind, ligand atom indices, receptor atom indices], ...], indices from
0 in the order of that file (ligand atoms follow the receptor's).
"""
import json
import sys
from pathlib import Path

import prolif
from rdkit import Chem

KINDS = {
    "Hydrophobic": "hydrophobic", "HBAcceptor": "hydrogen_bond", "HBDonor": "hydrogen_bond", "XBAcceptor": "halogen_bond",
    "XBDonor": "halogen_bond", "Cationic": "ionic", "Anionic": "ionic", "CationPi": "cation_pi", "PiCation": "cation_pi",
    "FaceToFace": "ring_ring", "EdgeToFace": "ring_ring", "MetalDonor": "metal_complex", "MetalAcceptor": "metal_complex",
    "VdWContact": "vdw",
}


def ligand_named(mol):
    """The pose as residue LIG Z 1 with numbered atom names."""
    for atom in mol.GetAtoms():
        info = Chem.AtomPDBResidueInfo(f"{atom.GetSymbol()}{atom.GetIdx() + 1}".ljust(4), residueName="LIG", residueNumber=1,
                                       chainId="Z", isHeteroAtom=True)
        atom.SetMonomerInfo(info)
    return mol


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    data = prolif.datafiles.datapath / "vina"
    receptor = Chem.MolFromPDBFile(str(data / "rec.pdb"), removeHs=False)
    protein = prolif.Molecule.from_rdkit(receptor)
    fingerprint = prolif.Fingerprint(list(KINDS))
    for n, pose in enumerate(Chem.SDMolSupplier(str(data / "vina_output.sdf"), removeHs=False)):
        pose = ligand_named(pose)
        found = fingerprint.generate(prolif.Molecule.from_rdkit(pose), protein, metadata=True)
        rows = []
        for (_, residue), kinds in found.items():
            for name, hits in kinds.items():
                for hit in hits:
                    ends = hit["parent_indices"]
                    ligand = [i + receptor.GetNumAtoms() for i in ends["ligand"]]
                    rows.append([residue.name, residue.chain or "", residue.number, KINDS[name], ligand, list(ends["protein"])])
        merged = Chem.CombineMols(receptor, pose)
        (out / f"pose_{n}.pdb").write_text(Chem.MolToPDBBlock(merged, flavor=0))
        (out / f"pose_{n}.json").write_text(json.dumps(rows))


main()
