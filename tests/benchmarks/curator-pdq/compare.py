"""PDQ hashes of the curator against pdqhash, the reference in C++: pictures per second, on one core each, of the same decoded pixels.

First all 256 bits of every hash must be the same, and every quality but for one: pdqhash takes the luma in double precision. Only then
are passes timed, interleaved. Prints one JSON line for each corpus.
"""

import json
import os
import pathlib
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import zipfile

from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
DATA = ROOT.parent / "shared" / "data"
RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 5
WARM_UP_PASSES = 3
SIDE = 512
CROPS = 60
THUMBNAILS = 2500


def pixels(image):
    image = image.convert("RGB")
    return struct.pack(">ii", image.width, image.height) + image.tobytes()


def photographs():
    """Parts of two photographs, at random places."""
    draw = random.Random(1)
    names = ["bridge-1-original.jpg", "pen-and-coaster.png"]
    images = [Image.open(DATA / "pdq" / name).convert("RGB") for name in names]
    crops = []
    for number in range(CROPS):
        image = images[number % len(images)]
        left, top = draw.randrange(image.width - SIDE + 1), draw.randrange(image.height - SIDE + 1)
        crops.append(pixels(image.crop((left, top, left + SIDE, top + SIDE))))
    return crops


def thumbnails():
    with zipfile.ZipFile(DATA / "cifar10.zip") as archive:
        names = sorted(name for name in archive.namelist() if name.startswith("test/") and name.endswith(".jpg"))
        return [pixels(Image.open(archive.open(name))) for name in names[:: len(names) // THUMBNAILS]]


def class_path(workspace):
    """Compiles the curator if needed and asks Maven for its class path."""
    out = workspace / "class-path.txt"
    command = ["mvn", "-q", "-B", "-f", str(ROOT / "pom.xml"), "-pl", "curator", "-am", "test-compile"]
    command += ["dependency:build-classpath", f"-Dmdep.outputFile={out}"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"curator-pdq: Maven could not build the curator:\n{done.stdout[-3000:]}")
    return str(ROOT / "curator" / "target" / "classes") + os.pathsep + out.read_text().strip()


class Worker:
    """A process that hashes the pictures once for each line it is sent, bound to one core."""

    def __init__(self, command):
        core = {max(os.sched_getaffinity(0))}
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, core),
        )
        if self.process.stdout.readline().strip() != "ready":
            sys.exit(f"curator-pdq: {command[0]} did not start; see its message above")

    def seconds(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def peer_python():
    """The interpreter of the environment that tests/bench made; without it, the one that runs this."""
    environment = pathlib.Path(os.environ.get("BENCHMARK_HOME", ""), "venv", "bin", "python")
    return str(environment) if environment.is_file() else sys.executable


def workers(pictures, workspace, classes):
    ours_hashes, peer_hashes = workspace / "ours.txt", workspace / "peer.txt"
    java = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:ActiveProcessorCount=1", "-cp", classes]
    ours = Worker(java + [str(HERE / "Hashing.java"), str(pictures), str(ours_hashes)])
    peer = Worker([sys.executable, str(HERE / "peer.py"), str(pictures), str(peer_hashes)])
    require_agreement(hashes(ours_hashes), hashes(peer_hashes))
    return ours, peer


def hashes(file):
    return [line.split() for line in file.read_text(encoding="utf-8").splitlines()]


def require_agreement(ours, peer):
    different = [f"picture {i}" for i, (a, b) in enumerate(zip(ours, peer)) if a[0] != b[0] or abs(int(a[1]) - int(b[1])) > 1]
    if different or len(ours) != len(peer):
        sys.exit(f"curator-pdq: {len(different)} of {len(peer)} hashes differ, first {different[:5]}; no figure without agreement")


def compare(figure, pictures, workspace, classes):
    file = workspace / "pictures.bin"
    file.write_bytes(b"".join(pictures))
    ours, peer = workers(file, workspace, classes)
    for _ in range(WARM_UP_PASSES):
        ours.seconds()
        peer.seconds()
    timed = [(ours.seconds(), peer.seconds()) for _ in range(RUNS)]
    ours.close()
    peer.close()
    ours_rate = len(pictures) / statistics.median(pair[0] for pair in timed)
    peer_rate = len(pictures) / statistics.median(pair[1] for pair in timed)
    line = {"figure": figure, "ours": round(ours_rate, 1), "peer": round(peer_rate, 1), "unit": "pictures/s"}
    print(json.dumps(line | {"ratio": round(ours_rate / peer_rate, 2), "runs": RUNS}), flush=True)


def main():
    if not DATA.is_dir():
        sys.exit(f"curator-pdq: the corpora are missing: expected {DATA}")
    with tempfile.TemporaryDirectory() as directory:
        workspace = pathlib.Path(directory)
        classes = class_path(workspace)
        compare("curator-pdq.photographs", photographs(), workspace, classes)
        compare("curator-pdq.thumbnails", thumbnails(), workspace, classes)


if __name__ == "__main__":
    main()
