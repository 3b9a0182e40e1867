"""A file of so many copies of another on a cubic lattice, each in chains of its own: large systems of the same density.

    python benches/peers/copies.py FILE COPIES OUT.cif [--gap 2.5]      needs gemmi
"""
import argparse
import math

import gemmi


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("copies", type=int)
    parser.add_argument("output")
    parser.add_argument("--gap", type=float, default=2.5, help="between the boxes around copies, Å")
    arguments = parser.parse_args()
    one = gemmi.read_structure(arguments.file)
    box = one.calculate_box()
    sides = [size + arguments.gap for size in box.get_size().tolist()]
    per_side = math.ceil(arguments.copies ** (1 / 3))
    copies = gemmi.Structure()
    copies.name = one.name or "copies"
    model = gemmi.Model(1)
    for number in range(arguments.copies):
        place = (number % per_side, number // per_side % per_side, number // per_side**2)
        shift = gemmi.Position(*(side * n for side, n in zip(sides, place)))
        for chain in one[0]:
            added = model.add_chain(chain, pos=-1)
            added.name = f"{chain.name}{number}"
            for residue in added:
                for atom in residue:
                    atom.pos += shift
    copies.add_model(model)
    copies.setup_entities()
    copies.assign_serial_numbers()
    copies.make_mmcif_document().write_file(arguments.output)


if __name__ == "__main__":
    main()
