#!/usr/bin/env python3
"""Makes crates/forcefield/data/gaff/gaff.txt and gaff2.txt from the parameter files in the source archive of openmmforcefields.

    pip download --no-deps --no-binary :all: openmmforcefields==0.15.1
    python scripts/make_gaff.py openmmforcefields-0.15.1.tar.gz crates/forcefield/data/gaff

The files are those of Amber's dat/leap/parm, which are in the public domain. Only numbers and type names are taken over.
"""
import pathlib
import sys
import tarfile

HEAD = """\
# {title} of Amber (public domain). Made by scripts/make_gaff.py from
# {path} of the PyPI source archive openmmforcefields 0.15.1 (MIT).
#
# lj TYPE sigma(Å) epsilon(kcal/mol) | stretch TYPE TYPE k(kcal/mol/Å²) r0(Å)
# bend TYPE TYPE TYPE k(kcal/mol/rad²) theta0(°) | proper TYPE TYPE TYPE TYPE then V(kcal/mol) periodicity phase(°) of each
# summand | improper TYPE TYPE CENTRE TYPE V periodicity phase; * is any type"""
VERSIONS = {"gaff": ("GAFF 1.81", "gaff-1.81.dat"), "gaff2": ("GAFF 2.2.20", "gaff-2.2.20.dat")}


def number(value):
    return f"{value:.10g}"


def blocks(text):
    """The lines of each block of the file, which blank lines separate."""
    block = []
    for line in text.splitlines()[1:]:
        if line.strip():
            block.append(line)
        else:
            yield block
            block = []
    yield block


def split(line, count):
    """Types, two columns each with a dash between, and the numbers behind."""
    types = [line[3 * k : 3 * k + 2].strip() for k in range(count)]
    return ["*" if name == "X" else name for name in types], line[3 * count - 1 :].split()


def propers(lines):
    found = []
    more = False
    for line in lines:
        types, values = split(line, 4)
        paths, barrier, phase, periodicity = (float(value) for value in values[:4])
        summand = f"{number(barrier / paths)} {abs(int(periodicity))} {number(phase)}"
        if more and found[-1][0] == types:
            found[-1][1].append(summand)
        else:
            found.append((types, [summand]))
        # A negative periodicity says that another summand follows.
        more = periodicity < 0
    return found


def convert(text):
    _masses, bonds, angles, torsions, impropers, *rest = blocks(text)
    # Before the bonds stands a line of types that no program reads any more.
    for line in bonds[1:]:
        types, values = split(line, 2)
        yield ["stretch", *types, *(number(float(value)) for value in values[:2])]
    for line in angles:
        types, values = split(line, 3)
        yield ["bend", *types, *(number(float(value)) for value in values[:2])]
    for types, summands in propers(torsions):
        yield ["proper", *types, *summands]
    for line in impropers:
        types, values = split(line, 4)
        barrier, phase, periodicity = (float(value) for value in values[:3])
        yield ["improper", *types, number(barrier), str(abs(int(periodicity))), number(phase)]
    (radii,) = (block for block in rest if block and block[0].startswith("MOD4"))
    for line in radii[1:]:
        if not line.startswith("END"):
            name, radius, depth = line.split()[:3]
            # Half the distance of the minimum, to the distance where the energy is zero.
            yield ["lj", name, number(2 * float(radius) / 2 ** (1 / 6)), number(float(depth))]


def main():
    archive, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    with tarfile.open(archive) as files:
        for name, (title, file) in VERSIONS.items():
            path = f"openmmforcefields-0.15.1/openmmforcefields/ffxml/amber/gaff/dat/{file}"
            text = files.extractfile(path).read().decode()
            lines = [HEAD.format(title=title, path=path.split("/", 1)[1]), *map(" ".join, convert(text))]
            (folder / f"{name}.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
