"""Force fields and minimization beside RDKit, Open Babel and OpenMM, on one thread unless told: medians and ratios.

    python benches/peers/forcefield.py small FILE.sdf [--take 40]      MMFF94 and UFF beside RDKit
    python benches/peers/forcefield.py pocket FILE.pdb --ligand TYL    500 steps beside Open Babel, ligand and 5 Å free, 7 Å fixed
    python benches/peers/forcefield.py protein FILE_WITH_HYDROGENS.pdb [--cutoff 12] [--threads 2]   ff14SB beside OpenMM

    --program BUILT_EXAMPLE in place of building it. Needs rdkit, openbabel, openmm, numpy. OpenMM's CPU platform computes in single
precision, so it is compared with our pairs in single precision; so are pockets; RDKit with both.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def median(run, runs=5):
    run()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def ours(arguments, file, *more):
    command = [arguments.program, str(file), "--threads", str(arguments.threads), *map(str, more)]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        print(f"geminal {more[1]}: {run.stderr.strip()[:400]}")
        return None
    return json.loads(run.stdout)


def row(what, theirs, mine):
    print(f"{what:32} {theirs * 1e3:10.3f} ms  geminal {mine * 1e3:10.4f} ms  {theirs / mine:6.1f} x")


def small(arguments):
    from rdkit import Chem
    from rdkit.Chem import AllChem

    molecules = [Chem.AddHs(m, addCoords=True) for m in Chem.SDMolSupplier(arguments.file) if m][: arguments.take]

    def field(molecule, name):
        if name == "uff":
            return AllChem.UFFGetMoleculeForceField(molecule)
        return AllChem.MMFFGetMoleculeForceField(molecule, AllChem.MMFFGetMoleculeProperties(molecule))

    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "hydrogens.sdf"
        with Chem.SDWriter(str(file)) as writer:
            for molecule in molecules:
                writer.write(molecule)
        for name in ("mmff94", "uff"):
            count = len(molecules)
            mine = ours(arguments, file, "--forcefield", name)
            mixed = ours(arguments, file, "--forcefield", name, "--mixed")
            fields = [field(molecule, name) for molecule in molecules]
            row(f"rdkit {name} set-up", median(lambda: [field(m, name) for m in molecules]) / count, mine["setup"])
            evaluate = lambda: [(f.CalcEnergy(), f.CalcGrad()) for f in fields]
            row(f"rdkit {name} energy + gradient", median(evaluate) / count, mine["evaluation"])
            row("  pairs in single precision", median(evaluate) / count, mixed["evaluation"])
            seconds, energies = [], []
            for _ in range(3):
                copies = [Chem.Mol(molecule) for molecule in molecules]
                fields = [field(molecule, name) for molecule in copies]
                start = time.perf_counter()
                for one in fields:
                    one.Minimize(maxIts=5000, forceTol=1e-4, energyTol=1e-6)
                seconds.append(time.perf_counter() - start)
                energies = [one.CalcEnergy() for one in fields]
            row(f"rdkit {name} minimization", statistics.median(seconds) / count, mine["minimization"])
            print(f"  mean energy {statistics.mean(energies):.3f}, geminal {mine['energy']:.3f} kcal/mol")


def pocket(arguments):
    import numpy
    from openbabel import openbabel

    conversion, molecule = openbabel.OBConversion(), openbabel.OBMol()
    conversion.SetInFormat("pdb")
    conversion.ReadFile(molecule, arguments.file)
    molecule.DeleteHydrogens()
    residues = list(openbabel.OBResidueIter(molecule))
    ligand = next(r for r in residues if r.GetName().strip() == arguments.ligand)
    members = lambda residue: {atom.GetIdx() for atom in openbabel.OBResidueAtomIter(residue)}
    points = numpy.array([[a.GetX(), a.GetY(), a.GetZ()] for a in openbabel.OBMolAtomIter(molecule)])

    def near(atoms, distance):
        others = points[[index - 1 for index in atoms]]
        squares = ((points[:, None] - others) ** 2).sum(-1).min(1)
        return {index + 1 for index in numpy.flatnonzero(squares <= distance**2)}

    close = near(members(ligand), 5.0)
    free = set().union(*(members(r) for r in residues if members(r) & close))
    kept = near(free, 7.0)
    order = {old: new + 1 for new, old in enumerate(sorted(kept))}
    molecule.BeginModify()
    for atom in [molecule.GetAtom(i) for i in range(1, molecule.NumAtoms() + 1) if i not in kept]:
        molecule.DeleteAtom(atom)
    molecule.EndModify()
    molecule.AddHydrogens()
    constraints = openbabel.OBFFConstraints()
    for index in sorted(kept - free):
        constraints.AddAtomConstraint(order[index])
    fixed = [str(order[index]) for index in sorted(kept - free)]
    free_atoms = set(range(1, molecule.NumAtoms() + 1)) - {int(index) for index in fixed}
    vector = lambda v: (v.GetX(), v.GetY(), v.GetZ())
    conversion.SetOutFormat("sdf")
    file = pathlib.Path(tempfile.mkdtemp()) / "pocket.sdf"
    conversion.WriteFile(molecule, str(file))
    for theirs, name in (("UFF", "uff"), ("GAFF", "gaff"), ("MMFF94", "mmff94")):
        same = ["--forcefield", name, "--fixed", ",".join(fixed), "--mixed"]
        mine = ours(arguments, file, *same, "--steps", 500)
        if mine is None:
            continue
        relaxed = ours(arguments, file, *same, "--rms", 0.1)
        print(f"geminal {name}: RMS gradient 0.1 after {relaxed['steps']} steps, {relaxed['minimization'] * 1e3:.1f} ms")
        field = openbabel.OBForceField.FindForceField(theirs)
        if not field.Setup(openbabel.OBMol(molecule), constraints):
            print(f"openbabel {name}: set-up fails; geminal {mine['minimization'] * 1e3:.1f} ms, {mine['atoms']} atoms")
            continue
        start = time.perf_counter()
        field.ConjugateGradients(500, 1e-6)
        row(f"openbabel {name} 500 steps", time.perf_counter() - start, mine["minimization"])
        field.Energy(True)
        squares = [c * c for a in openbabel.OBMolAtomIter(molecule) if a.GetIdx() in free_atoms for c in vector(field.GetGradient(a))]
        scale = 1 / 4.184 if "kJ" in field.GetUnit() else 1.0
        print(f"  openbabel's RMS gradient then: {scale * (sum(squares) / (3 * len(free_atoms))) ** 0.5:.3f} kcal/mol/Å")
        print(f"  {molecule.NumAtoms()} atoms, geminal {mine['atoms']}")


def protein(arguments):
    import openmm
    from openmm import app

    pdb = app.PDBFile(arguments.file)
    cutoff = (
        dict(nonbondedMethod=app.NoCutoff)
        if arguments.cutoff is None
        else dict(nonbondedMethod=app.CutoffNonPeriodic, nonbondedCutoff=arguments.cutoff / 10)
    )
    system = app.ForceField("amber14-all.xml", "amber14/tip3p.xml").createSystem(
        pdb.topology, constraints=None, rigidWater=False, **cutoff
    )
    platform = openmm.Platform.getPlatformByName("CPU")
    context = openmm.Context(system, openmm.VerletIntegrator(0.001), platform, {"Threads": str(arguments.threads)})
    context.setPositions(pdb.positions)
    more = ["--mixed"] if arguments.cutoff is None else ["--mixed", "--cutoff", arguments.cutoff]
    mine = ours(arguments, arguments.file, "--forcefield", "ff14sb", "--steps", 100, *more)
    evaluate = lambda: context.getState(energy=True, forces=True)
    row(f"openmm {mine['atoms']} atoms", median(evaluate), mine["evaluation"])
    start = time.perf_counter()
    openmm.LocalEnergyMinimizer.minimize(context, 0, 100)
    row("openmm 100 L-BFGS steps", time.perf_counter() - start, mine["minimization"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["small", "pocket", "protein"])
    parser.add_argument("file")
    parser.add_argument("--take", type=int, default=40)
    parser.add_argument("--ligand")
    parser.add_argument("--cutoff", type=float)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--program", help="the example built already, in place of building it")
    arguments = parser.parse_args()
    if not arguments.program:
        build = ["cargo", "build", "--release", "-p", "geminal-benches", "--example", "forcefield", "--message-format=json"]
        lines = subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
        arguments.program = [m["executable"] for m in map(json.loads, lines) if m.get("executable")][-1]
    {"small": small, "pocket": pocket, "protein": protein}[arguments.what](arguments)


if __name__ == "__main__":
    main()
