"""Reads files with other programs and with geminal in one run, and prints medians and the ratio.

    cargo build --release -p geminal-formats --example read
    python benches/peers/parse.py --geminal target/release/examples/read FILE.cif FILE.pdb FILE.bcif FILE.sdf

Every program reads file to full structure: all models, its own hierarchy or arrays. Each case runs in a process of
its own, one warm-up and then --runs timed runs, peers first; a JSON line a case. A peer that is not installed or
cannot read the file is reported as such and left out.
"""
import argparse
import json
import multiprocessing
import os
import resource
import statistics
import subprocess
import time


def gemmi(path):
    import gemmi

    return (lambda: gemmi.read_structure(path)), lambda s: sum(model.count_atom_sites() for model in s)


def fastpdb(path):
    import fastpdb

    read = lambda: fastpdb.PDBFile.read(path).get_structure(model=None)
    return read, lambda s: s.coord.shape[0] * s.coord.shape[1]


def biotite(path):
    from biotite.structure.io import pdbx

    File = pdbx.BinaryCIFFile if path.endswith(".bcif") else pdbx.CIFFile
    fields = ["atom_id", "b_factor", "occupancy", "charge"]
    read = lambda: pdbx.get_structure(File.read(path), model=None, altloc="all", extra_fields=fields)
    return read, lambda s: s.coord.shape[0] * (s.coord.shape[1] if s.coord.ndim == 3 else 1)


def chemfiles(path):
    import chemfiles

    def read():
        with chemfiles.Trajectory(path) as frames:
            return [frames.read() for _ in range(frames.nsteps)]

    return read, lambda frames: sum(len(frame.atoms) for frame in frames)


def rdkit(path):
    from rdkit import Chem

    read = lambda: [m for m in Chem.SDMolSupplier(path, sanitize=False, removeHs=False) if m]
    return read, lambda molecules: sum(m.GetNumAtoms() for m in molecules)


PEERS = {
    "pdb": [gemmi, fastpdb],
    "cif": [gemmi],
    "bcif": [biotite],
    "sdf": [chemfiles, rdkit],
}


def measure(peer, path, runs, queue):
    try:
        read, count = peer(path)
        atoms = count(read())
        seconds = []
        for _ in range(runs):
            start = time.perf_counter()
            structure = read()
            seconds.append(time.perf_counter() - start)
            del structure
        rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        queue.put({"atoms": atoms, "median_s": statistics.median(seconds), "peak_rss_mb": rss})
    except BaseException as error:
        queue.put({"error": f"{type(error).__name__}: {str(error)[:200]}"})


def run_peer(peer, path, runs):
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=measure, args=(peer, path, runs, queue))
    process.start()
    result = queue.get()
    process.join()
    return result


def run_geminal(program, path, runs):
    output = subprocess.run([program, "--runs", str(runs), path], capture_output=True, text=True, check=True)
    return json.loads(output.stdout)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("files", nargs="+")
    arguments.add_argument("--geminal", default="target/release/examples/read")
    arguments.add_argument("--runs", type=int, default=11)
    options = arguments.parse_args()
    for path in options.files:
        rows = {}
        for peer in PEERS[path.rsplit(".", 1)[-1].lower()]:
            rows[peer.__name__] = run_peer(peer, path, options.runs)
        ours = run_geminal(options.geminal, path, options.runs)
        rows["geminal"] = ours
        for name, row in rows.items():
            print(json.dumps({"file": os.path.basename(path), "reader": name, **row}))
        best = min((row["median_s"], name) for name, row in rows.items() if name != "geminal" and "median_s" in row)
        ratio = best[0] / ours["median_s"]
        print(json.dumps({"file": os.path.basename(path), "fastest_peer": best[1], "ratio": round(ratio, 2)}), flush=True)


if __name__ == "__main__":
    main()
