#!/usr/bin/env python3
"""Makes crates/forcefield/data/ff14sb.txt from the force field files of the PyPI package openmm.

    pip install openmm==8.6.1
    python scripts/make_ff14sb.py > crates/forcefield/data/ff14sb.txt

Only numbers, names and connectivity are taken over, converted from kJ/mol, nm to kcal/mol, Å and from
E = k/2 x² to E = k x².
"""
import os
import xml.etree.ElementTree as ElementTree

from openmm import app

FOLDER = os.path.join(os.path.dirname(app.__file__), "data", "amber14")
HEAD = """\
# ff14SB for proteins (Maier et al., J. Chem. Theory Comput. 11, 3696 (2015)), TIP3P water (Jorgensen et al. 1983) and
# ions for it (Joung and Cheatham 2008; Li and Merz 2013). Made by scripts/make_ff14sb.py from the files
# amber14/protein.ff14SB.xml and amber14/tip3p.xml of openmm 8.6.1 (MIT), which were converted from AmberTools'
# leaprc.protein.ff14SB, frcmod.ionsjc_tip3p, frcmod.ions234lm_126_tip3p (public domain).
#
# residue NAME | atom NAME TYPE charge(e) | bond NAME NAME | external NAME, in the template's order
# lj TYPE sigma(Å) epsilon(kcal/mol) | stretch TYPE TYPE k(kcal/mol/Å²) r0(Å)
# bend TYPE TYPE TYPE k(kcal/mol/rad²) theta0(rad) | proper TYPE TYPE TYPE TYPE then V(kcal/mol) periodicity phase(rad)
# of each summand | improper CENTRE TYPE TYPE TYPE then the same; * is any type"""
WATER = {"tip3p-O": "OW", "tip3p-H": "HW"}


def number(text, factor=1.0):
    return f"{float(text) * factor:.12g}"


def kind(text):
    return WATER.get(text, text.split("-", 1)[-1] if text else "*")


def series(entry):
    values = []
    n = 1
    while f"k{n}" in entry.attrib:
        barrier = number(entry.get(f"k{n}"), 1 / 4.184)
        values.append(f"{barrier} {entry.get(f'periodicity{n}')} {number(entry.get(f'phase{n}'))}")
        n += 1
    return " ".join(values)


def residues(root):
    for residue in root.find("Residues"):
        print("residue", residue.get("name"))
        atoms = residue.findall("Atom")
        charge = {a.get("type"): a.get("charge") for a in root.findall("NonbondedForce/Atom")}
        for atom in atoms:
            q = atom.get("charge") or charge[atom.get("type")]
            print("atom", atom.get("name"), kind(atom.get("type")), number(q))
        for bond in residue.findall("Bond"):
            names = [bond.get("atomName1"), bond.get("atomName2")]
            if None in names:
                names = [atoms[int(bond.get(end))].get("name") for end in ("from", "to")]
            print("bond", *names)
        for bond in residue.findall("ExternalBond"):
            print("external", bond.get("atomName") or atoms[int(bond.get("from"))].get("name"))


def parameters(root):
    def types(entry, count):
        return [kind(entry.get(f"type{i}")) for i in range(1, count + 1)]

    for entry in root.findall("NonbondedForce/Atom"):
        print("lj", *types_of_atom(entry), number(entry.get("sigma"), 10), number(entry.get("epsilon"), 1 / 4.184))
    for entry in root.findall("HarmonicBondForce/Bond"):
        print("stretch", *types(entry, 2), number(entry.get("k"), 0.5 / 418.4), number(entry.get("length"), 10))
    for entry in root.findall("HarmonicAngleForce/Angle"):
        print("bend", *types(entry, 3), number(entry.get("k"), 0.5 / 4.184), number(entry.get("angle")))
    for entry in root.findall("PeriodicTorsionForce/Proper"):
        print("proper", *types(entry, 4), series(entry))
    for entry in root.findall("PeriodicTorsionForce/Improper"):
        print("improper", *types(entry, 4), series(entry))


def types_of_atom(entry):
    return [kind(entry.get("type"))]


print(HEAD)
roots = [ElementTree.parse(os.path.join(FOLDER, name)).getroot() for name in ("protein.ff14SB.xml", "tip3p.xml")]
for root in roots:
    residues(root)
for root in roots:
    parameters(root)
