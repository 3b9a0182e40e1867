"""Contacts of a ligand beside Arpeggio, PLIP and ProLIF, all in process and from a parsed file: medians and ratios.

    python benches/peers/interactions.py FILE.pdb LIGAND [--program BUILT_EXAMPLE]

Arpeggio is timed from its loaded complex to its contacts: checks, typing, search. PLIP: typing and search of the ligand's
binding sites. ProLIF: the fingerprint of the first copy of the ligand with the rest, hydrogens put on by RDKit before if
the file has none. Ours is the same each time: bonds, features, search. Arpeggio and PLIP remember what they have done, so
they load anew before each run, outside the clock. Needs gemmi, pdbe-arpeggio, plip, prolif and rdkit.
"""
import argparse
import json
import logging
import multiprocessing
import pathlib
import statistics
import subprocess
import tempfile
import time
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
ROOT = pathlib.Path(__file__).resolve().parents[2]


def median(load, run, runs=5):
    """Median seconds of `run` on what `load` gives, and what the last run found."""
    seconds = []
    for _ in range(runs):
        loaded = load()
        start = time.perf_counter()
        found = run(loaded)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), found


def as_mmcif(file, folder):
    """Arpeggio reads mmCIF only, with a type for each component."""
    import gemmi

    structure = gemmi.read_structure(str(file))
    structure.setup_entities()
    structure.assign_serial_numbers()
    document = structure.make_mmcif_document()
    block = document.sole_block()
    if not block.find_values("_chem_comp.id"):
        rows = block.init_loop("_chem_comp.", ["id", "type"])
        for name in sorted({residue.name for chain in structure[0] for residue in chain}):
            amino_acid = gemmi.find_tabulated_residue(name).is_amino_acid()
            rows.add_row([name, "'L-peptide linking'" if amino_acid else "non-polymer"])
    path = str(folder / (pathlib.Path(file).stem + ".cif"))
    document.write_file(path)
    return path


def arpeggio(file, ligand, folder):
    from arpeggio.core import InteractionComplex

    path = as_mmcif(file, folder)

    def run(loaded):
        loaded.structure_checks()
        loaded.initialize()
        loaded.run_arpeggio([f"RESNAME:{ligand}"], 5.0, 0.1, False)
        return len(loaded.get_contacts())

    return median(lambda: InteractionComplex(path, 0.1, 5.0, 7.4), run)


def plip(file, ligand, folder):
    from plip.basic import config
    from plip.structure.preparation import PDBComplex

    config.NOFIXFILE = True

    def load():
        loaded = PDBComplex()
        loaded.output_path = str(folder)
        loaded.load_pdb(str(file))
        return loaded

    def run(loaded):
        of_ligand = [one for one in loaded.ligands if one.hetid == ligand]
        for one in of_ligand:
            loaded.characterize_complex(one)
        return sum(len(site.all_itypes) for site in loaded.interaction_sets.values())

    return median(load, run)


def prolif(file, ligand, folder):
    """Also writes the file with hydrogens, for the same work here."""
    import prolif as plf
    from rdkit import Chem

    whole = Chem.MolFromPDBFile(str(file), removeHs=False)
    if all(atom.GetAtomicNum() != 1 for atom in whole.GetAtoms()):
        whole = Chem.AddHs(whole, addCoords=True, addResidueInfo=True)
    Chem.MolToPDBFile(whole, str(folder / "hydrogens.pdb"))
    place = lambda atom: (lambda info: (info.GetResidueName().strip(), info.GetChainId(), info.GetResidueNumber()))(
        atom.GetPDBResidueInfo()
    )
    first = next(place(atom) for atom in whole.GetAtoms() if place(atom)[0] == ligand)
    inside = {atom.GetIdx() for atom in whole.GetAtoms() if place(atom) == first}

    def without(atoms):
        part = Chem.RWMol(whole)
        part.BeginBatchEdit()
        for atom in atoms:
            part.RemoveAtom(atom)
        part.CommitBatchEdit()
        part = part.GetMol()
        Chem.SanitizeMol(part)
        return plf.Molecule.from_rdkit(part)

    everything = set(range(whole.GetNumAtoms()))
    molecules = without(sorted(everything - inside)), without(sorted(inside))
    fingerprint = plf.Fingerprint(vicinity_cutoff=6.0)
    run = lambda pair: sum(len(kinds) for kinds in fingerprint.generate(*pair, metadata=True).values())
    seconds, found = median(lambda: molecules, run)
    return seconds, found, f"chain {first[1]} and resid {first[2]} and resname {ligand}"


def ours(program, file, selection, rules):
    command = [program, str(file), "--select", selection, "--rules", rules]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {line["what"]: line for line in map(json.loads, lines)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("ligand")
    parser.add_argument("--program", help="the example built already, in place of building it")
    arguments = parser.parse_args()
    program = arguments.program
    if not program:
        build = ["cargo", "build", "--release", "-p", "geminal-benches", "--example", "interactions", "--message-format=json"]
        lines = subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
        program = [m["executable"] for m in map(json.loads, lines) if m.get("executable")][-1]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, peer in [("arpeggio", arpeggio), ("plip", plip), ("prolif", prolif)]:
            # A process each: two builds of Open Babel and RDKit do not always live in one.
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                theirs, found, *selection = pool.apply(peer, (arguments.file, arguments.ligand, folder))
            file = folder / "hydrogens.pdb" if selection else arguments.file
            mine = ours(program, file, (selection or [f"resname {arguments.ligand}"])[0], name)
            took = mine["found"]["seconds"]
            print(
                f"{name:9} {1e3 * theirs:9.2f} ms ({found})  geminal {1e3 * took:6.3f} ms ({mine['found']['contacts']})"
                f"  {theirs / took:.0f} x  a frame {1e3 * mine['frame']['seconds']:.3f} ms"
            )


if __name__ == "__main__":
    main()
