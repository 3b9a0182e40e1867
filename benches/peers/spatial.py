"""Neighbour searches beside vesin, scipy and biotite, in one run: medians and ratios.

    python benches/peers/spatial.py FILE.npy... [--cutoffs 5,12] [--nearest]

FILE.npy holds N x 3 float32 coordinates, for example a periodic water box repeated. Each peer does the whole work from
coordinates in memory to a stored list of pairs; so do we. Needs numpy, scipy, vesin and biotite.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]


def median(run):
    """Median seconds of a few runs after one that does not count, and what the last returned."""
    start = time.perf_counter()
    found = run()
    runs = []
    for _ in range(3 if time.perf_counter() - start > 2 else 7):
        start = time.perf_counter()
        found = run()
        runs.append(time.perf_counter() - start)
    return statistics.median(runs), found


def vesin(x, cutoff):
    from vesin import NeighborList

    box = np.eye(3)
    search = NeighborList(cutoff=cutoff, full_list=False, n_threads=2)
    return lambda: len(search.compute(x, box, False, "ij", copy=False)[0])


def scipy_pairs(x, cutoff):
    from scipy.spatial import cKDTree

    return lambda: len(cKDTree(x).query_pairs(cutoff, output_type="ndarray"))


def biotite(x, cutoff):
    from biotite.structure import CellList

    def run():
        cells, pairs = CellList(x, cell_size=cutoff), 0
        for i in range(0, len(x), 20000):
            pairs += int((cells.get_atoms(x[i : i + 20000], cutoff) != -1).sum())
        return (pairs - len(x)) // 2

    return run


def ours(program, *arguments):
    line = subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True).stdout
    return json.loads(line)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+")
    parser.add_argument("--cutoffs", default="5,12")
    parser.add_argument("--nearest", action="store_true")
    parser.add_argument("--program", help="the example built already, in place of building it")
    arguments = parser.parse_args()
    program = arguments.program
    if not program:
        build = ["cargo", "build", "--release", "-p", "geminal-benches", "--example", "spatial", "--message-format=json"]
        lines = subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
        program = [m["executable"] for m in map(json.loads, lines) if m.get("executable")][-1]

    for file in arguments.files:
        x32 = np.load(file).astype(np.float32)
        x64 = x32.astype(np.float64)
        for cutoff in map(float, arguments.cutoffs.split(",") if arguments.cutoffs else []):
            peers = {"vesin 2 threads": vesin(x64, cutoff), "scipy query_pairs": scipy_pairs(x64, cutoff)}
            peers["biotite CellList"] = biotite(x32, cutoff)
            peers = {name: median(run) for name, run in peers.items()}
            mine = ours(program, "pairs", file, cutoff)
            fastest = min(seconds for seconds, _ in peers.values())
            for name, (seconds, found) in peers.items():
                print(f"{file} {cutoff:g} A  {name:18} {seconds:8.4f} s  {found} pairs")
            print(f"{file} {cutoff:g} A  {'geminal':18} {mine['seconds']:8.4f} s  {mine['found']:.0f} pairs"
                  f"  {fastest / mine['seconds']:.1f} x the fastest peer", flush=True)
        if arguments.nearest:
            nearest(program, file, x32)


def nearest(program, file, x32):
    from scipy.spatial import cKDTree

    moved = x32 + np.random.default_rng(1).uniform(-2, 2, x32.shape).astype(np.float32)
    tree = cKDTree(x32)
    with tempfile.TemporaryDirectory() as folder:
        queries = pathlib.Path(folder) / "queries.npy"
        np.save(queries, moved)
        for k in (1, 8):
            query, total = median(lambda: float(tree.query(moved, k=k, workers=2)[0].sum()))
            build, _ = median(lambda: cKDTree(x32).query(moved, k=k, workers=2))
            mine = ours(program, "nearest", file, k, queries)
            print(f"{file} {k} nearest  scipy cKDTree 2 workers  {query:.4f} s  with build {build:.4f} s  sum {total:.3f}")
            print(f"{file} {k} nearest  geminal                  {mine['seconds']:.4f} s  with build {mine['with_build']:.4f} s"
                  f"  sum {mine['found']:.3f}  {query / mine['seconds']:.1f} x, with build {build / mine['with_build']:.1f} x", flush=True)


if __name__ == "__main__":
    main()
