"""Drives a room over HTTP, as any script can: opens a complex, selects the ligand, minimizes it, follows the result.

Started by scripts/demo with the program to run; standard library only.
"""
import argparse
import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

COMPLEX = pathlib.Path(__file__).parent.parent / "fixtures/complexes/5ht1b.pdb.gz"
FRAME = re.compile(r"step=(\d+) energy=(-?[\d.]+)")
PATIENCE = 60


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Room:
    """A room on a room host."""

    def __init__(self, host, name):
        self.host = host
        self.rooms = f"{host}/api/rooms"
        self.path = self.rooms
        self.path = f"{self.rooms}/{self.call('POST', '', {'name': name, 'user': 'demo'})['id']}"

    def call(self, method, path, body=None, data=None):
        request = urllib.request.Request(self.path + path, method=method)
        if body is not None:
            data, request.headers = json.dumps(body).encode(), {"Content-Type": "application/json"}
        with urllib.request.urlopen(request, data, timeout=10) as answer:
            return json.load(answer)


def wait_for(what, check):
    """What `check` gives as soon as it gives something."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if found := check():
                return found
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.1)
    sys.exit(f"demo: no {what} after {PATIENCE} s")


def follow(log, process):
    """Prints energies from the log of the services until the result."""
    shown, deadline = None, time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        line = log.readline()
        if not line:
            time.sleep(0.02)
        elif found := FRAME.search(line):
            step, energy = int(found[1]), float(found[2])
            if shown is None or step >= shown + 20:
                print(f"  step {step:5}  {energy:12.2f} kcal/mol", flush=True)
                shown = step
        elif "Minimized: " in line:
            print("  " + line[line.index("Minimized: "):].strip())
            return
        elif "ERROR" in line or "geminal_services" in line and "WARN" in line:
            sys.exit(f"demo: {line.strip()}")
    sys.exit("demo: the minimization gave no result")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("geminal")
    parser.add_argument("--once", action="store_true", help="end after the result")
    arguments = parser.parse_args()
    port, folder = free_port(), tempfile.TemporaryDirectory()
    host = f"http://127.0.0.1:{port}"
    log_path = pathlib.Path(folder.name) / "log"
    command = [arguments.geminal, "up", "--listen", f"127.0.0.1:{port}", "--port", str(free_port()), "--files", folder.name]
    environment = {"RUST_LOG": "info,geminal_services=debug", "NO_COLOR": "1", "PATH": "/usr/bin:/bin"}
    with open(log_path, "w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    try:
        wait_for("room host", lambda: urllib.request.urlopen(f"{host}/api/rooms", timeout=5))
        room = Room(host, "demo")
        serves = lambda: any(p["name"] == "Minimization" for p in room.call("GET", "")["plugins"])
        wait_for("minimization service", serves)
        room.call("POST", f"/files?name={COMPLEX.name}", data=COMPLEX.read_bytes())
        atoms = sum(c["atoms"] for c in room.call("GET", "")["complexes"])
        selected = room.call("POST", "/select", {"expression": "ligand"})["selected"]
        print(f"5-HT1B receptor with ergotamine: {atoms} atoms, {selected} selected; MMFF94s, through the relay:")
        with open(log_path) as log:
            room.call("POST", "/minimize", {"forcefield": "mmff94s", "steps": 300})
            follow(log, process)
        if not arguments.once:
            print(f"The room goes on at {room.path} (its interface: {host}/openapi.json). Ctrl-C ends it.")
            process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        process.terminate()
        process.wait()
        folder.cleanup()


if __name__ == "__main__":
    main()
