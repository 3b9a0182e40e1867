"""Adding hydrogens beside RDKit, Open Babel, hydride and pdbfixer, in one run: medians and ratios.

    python benches/peers/hydrogens.py FILE.pdb... [--peers rdkit,openbabel,hydride,pdbfixer]

Every program gets the first model without hydrogens. RDKit, Open Babel and hydride get the molecule already read and
its bonds perceived, and place hydrogens only; pdbfixer also minimises them. We perceive bonds, protonation and places
in the time told, with hydroxyls, amines and waters turned to make hydrogen bonds and without.
Needs rdkit, openbabel, hydride, biotite and pdbfixer.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import time
import warnings

warnings.filterwarnings("ignore")
ROOT = pathlib.Path(__file__).resolve().parents[2]


def median(run):
    """Median seconds of a few runs after one that does not count, and what the last returned."""
    start = time.perf_counter()
    found = run()
    runs = []
    for _ in range(3 if time.perf_counter() - start > 1 else 11):
        start = time.perf_counter()
        found = run()
        runs.append(time.perf_counter() - start)
    return statistics.median(runs), found


def rdkit(path):
    from rdkit import Chem, RDLogger

    RDLogger.DisableLog("rdApp.*")
    m = Chem.MolFromPDBFile(path, removeHs=True)
    return lambda: Chem.AddHs(m, addCoords=True).GetNumAtoms() - m.GetNumAtoms()


def openbabel(path):
    from openbabel import openbabel as ob

    ob.obErrorLog.SetOutputLevel(0)
    c = ob.OBConversion()
    c.SetInFormat("pdb")
    m = ob.OBMol()
    c.ReadFile(m, path)
    m.DeleteHydrogens()

    def run():
        copy = ob.OBMol(m)
        copy.AddHydrogens(False, True, 7.4)
        return copy.NumAtoms() - m.NumAtoms()

    return run


def hydride(path):
    import hydride as h
    from biotite.structure.io.pdb import PDBFile

    a = PDBFile.read(path).get_structure(model=1, extra_fields=["charge"], include_bonds=True)
    a = a[a.element != "H"]
    a.charge = h.estimate_amino_acid_charges(a, ph=7.4)

    def run():
        b, _ = h.add_hydrogen(a)
        b.coord = h.relax_hydrogen(b)
        return b.array_length() - len(a)

    return run


def pdbfixer(path):
    from openmm.app import Modeller
    from pdbfixer import PDBFixer

    f = PDBFixer(filename=path)
    f.removeHeterogens(False)
    f.missingResidues = {}
    f.findMissingAtoms()
    f.addMissingAtoms()
    m = Modeller(f.topology, f.positions)
    m.delete([x for x in m.topology.atoms() if x.element is not None and x.element.symbol == "H"])

    def run():
        f.topology, f.positions = m.topology, m.positions
        f.addMissingHydrogens(7.4)
        return f.topology.getNumAtoms() - m.topology.getNumAtoms()

    return run


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("files", nargs="+")
    p.add_argument("--peers", default="rdkit,openbabel,hydride")
    args = p.parse_args()
    build = ["cargo", "build", "--release", "-q", "-p", "geminal-benches", "--example", "hydrogens", "--message-format=json"]
    built = subprocess.run(build, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    program = next(m["executable"] for m in map(json.loads, built.splitlines()) if m.get("executable"))
    for path in args.files:
        ours = [json.loads(line) for line in
                subprocess.run([program, path], check=True, capture_output=True, text=True).stdout.splitlines()]
        for row in ours:
            print(json.dumps({"who": "geminal", **row}))
        for name in args.peers.split(","):
            try:
                seconds, hydrogens = median(globals()[name](path))
            except Exception as error:
                print(json.dumps({"who": name, "file": path, "error": str(error)[:100]}))
                continue
            print(json.dumps({"who": name, "file": path, "hydrogens": hydrogens, "seconds": round(seconds, 6),
                              **{f"ratio to {row['what']}": round(seconds / row["seconds"], 2) for row in ours}}))


if __name__ == "__main__":
    main()
