# SPDX-License-Identifier: MIT
"""Batches on a GPU, beside a copy of their bytes and beside torchvision v2 and DALI: one run, interleaved rounds, medians.

usage: python bench/gpu/compare.py PROGRAM [--results FOLDER] [--rounds N] [--only TEXT] [--photos FOLDER] [--dry]

PROGRAM is smalti_bench_gpu; it gives a round of a case when it is asked, and the others take their turns between. Writes
DEVICE.json and DEVICE.md. --dry: two rounds of small batches, without a device if need be; no file is written.
"""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import threading
import time

import numpy as np
import rivals
import table

RIVALS = (rivals.Torchvision, rivals.Dali)


class Program:
    """The C++ program, which answers each case that is named with a round. After an error a fresh one takes its place: what
    fails on a device may take all that the process does there with it."""

    patience = 120  # seconds for a round

    def __init__(self, command):
        self.command = command
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("{"):  # why nothing can be measured
            print(line or f"{self.command[0]}: said nothing", end="", flush=True)
            raise SystemExit(self.process.wait() if line else 1)
        self.here = json.loads(line)

    def round(self, name):
        """{"about": ..., "ms": {what: ms}}, or {"error": text}."""
        late = threading.Timer(self.patience, self.process.kill)
        late.start()
        try:
            print(name, file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        late.cancel()
        if line and "error" not in (answer := json.loads(line)):
            return answer
        self.process.kill()
        code = self.process.wait()
        self.process.stdout.close()
        self.start()
        return answer if line else {"error": f"the program ended with {code}, or was ended after {self.patience} s"}

    def close(self):
        self.process.stdin.close()
        return self.process.wait()


def same_texture(here):
    """Whether both languages make the same pictures."""
    sample = rivals.textured(13, 17, 3).astype(np.int64).ravel()
    return int(np.sum(sample * np.arange(1, sample.size + 1))) == here["texture"]


def found_rivals(dry):
    """Those that can be imported; the others are named with the reason."""
    found, missing = [], []
    for kind in RIVALS:
        try:
            found.append(kind(dry))
        except Exception as e:  # noqa: BLE001  a rival that breaks while it is imported is one that is not there
            missing.append(f"{kind.__name__} is skipped: {type(e).__name__}: {e}")
            print(f"*** {missing[-1]} (requirements/torch.txt and gpu.txt name what is measured)", file=sys.stderr, flush=True)
    return found, missing


def rival_round(rival, work):
    """Milliseconds of a batch: on the clock of the host, batches one after the other, and on that of the device."""
    for _ in range(work.ahead):
        work()
    rival.wait()
    begin = time.perf_counter()
    for _ in range(work.batches):
        work()
    rival.wait()
    out = {"end_to_end_ms": 1e3 * (time.perf_counter() - begin) / work.batches}
    first = rival.event()
    if first is not None:
        work()
        last = rival.event()
        rival.wait()
        out["device_ms"] = first.elapsed_time(last)
    return out


class Contender:
    """A row of the table: rounds, or what went wrong."""

    def __init__(self, title):
        self.title, self.about, self.rounds, self.error = title, {}, [], None

    def take(self, turn, answer):
        if "error" in answer:
            self.error = answer["error"]
        else:
            self.about = answer.get("about", self.about)
            if turn:  # the first round warms up
                self.rounds.append(answer["ms"])

    def of(self, what):
        """[ms a round] of one of the times."""
        return [r[what] for r in self.rounds if what in r]

    def each(self, what):
        """[ms a sample a round]"""
        return [v / self.about["samples"] for v in self.of(what)]

    def json(self):
        return {"contender": self.title, "about": self.about, "rounds": self.rounds, **({"error": self.error} if self.error else {})}


def measure(program, case, others, files, rounds):
    """The contenders of a case after interleaved rounds, smalti first."""
    ours = Contender("smalti")
    rows, works = [ours], []
    for rival in others:
        try:
            for title, work in rival.contenders(case, files).items():
                works.append((Contender(title), rival, work))
                works[-1][0].about = {"samples": work.samples}
                rows.append(works[-1][0])
        except Exception as e:  # noqa: BLE001  its row says so, and the run goes on
            rows.append(Contender(type(rival).__name__))
            rows[-1].error = f"{type(e).__name__}: {e}".splitlines()[0]
    for turn in range(rounds + 1):
        if ours.error is None:
            ours.take(turn, program.round(case["name"]))
        for row, rival, work in works:
            if row.error is not None:
                continue
            try:
                row.take(turn, {"ms": rival_round(rival, work)})
            except Exception as e:  # noqa: BLE001
                row.error = f"{type(e).__name__}: {e}".splitlines()[0]
    works.clear()
    for rival in others:
        rival.release()
    return rows


def write(folder, here, facts, results, kinds):
    """DEVICE.json and DEVICE.md."""
    folder.mkdir(parents=True, exist_ok=True)
    name = here["device"].replace(" ", "_").replace("/", "_")
    described = {
        **{k: v for k, v in here.items() if k != "cases"},
        **facts,
        "cases": {case: [row.json() for row in rows] for case, rows in results.items()},
    }
    (folder / f"{name}.json").write_text(json.dumps(described, indent=1) + "\n")
    (folder / f"{name}.md").write_text(table.page(here, facts, results, kinds))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", help="smalti_bench_gpu, or smalti_bench_gpu_dry with --dry")
    parser.add_argument("--results", type=pathlib.Path, default=pathlib.Path("bench/results"), help="folder for DEVICE.json and DEVICE.md")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument(
        "--photos", default="", help="folder of JPEG files; none: SMALTI_DATA/imagenet_sample, or the photographs that ship"
    )
    parser.add_argument("--dry", action="store_true", help="see whether everything runs; no figure means anything, and none is written")
    args = parser.parse_args()
    data = pathlib.Path(os.environ.get("SMALTI_DATA", "")) / "imagenet_sample"
    photos = args.photos or (str(data) if data.is_dir() else "examples/photos")
    program = Program([args.program, "--serve", "--photos", photos, *(["--dry"] if args.dry else [])])
    here = program.here
    if not same_texture(here):
        raise SystemExit("the program and this script make different pictures")
    files = [p.read_bytes() for p in sorted(pathlib.Path(photos).iterdir()) if p.suffix in (".jpg", ".jpeg", ".JPEG")]
    others, missing = found_rivals(args.dry)
    if args.dry:
        missing.append("A dry run, in which no figure means anything")
    rounds = 1 if args.dry else args.rounds
    cases = [c for c in here["cases"] if args.only in c["name"]]
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "an unknown processor")
    facts = {
        "date": datetime.date.today().isoformat(),
        "rounds": rounds,
        "missing": missing,
        "versions": ", ".join(r.version for r in others) or "no rival",
        "processor": f"host: {len(os.sched_getaffinity(0))} processors of {cpu}",
        "files": f"{len(files)} of {pathlib.Path(photos).name}, {sum(map(len, files)) / len(files) / 1e3:.0f} KB on average",
    }
    kinds = {c["name"]: c["kind"] for c in cases}
    results = {}
    begin = time.perf_counter()
    for k, case in enumerate(cases):
        results[case["name"]] = measure(program, case, others, files, rounds)
        wrong = [f"{row.title}: {row.error}" for row in results[case["name"]] if row.error]
        print(
            f"[{k + 1}/{len(cases)}] {time.perf_counter() - begin:4.0f} s  {case['name']}  {'; '.join(wrong)}", file=sys.stderr, flush=True
        )
        if not args.dry:  # what is there stays, should the rest be cut off
            write(args.results, here, facts, results, kinds)
    print(table.page(here, facts, results, kinds))
    if args.dry:
        print("a dry run: no file is written")
    if code := program.close():
        raise SystemExit(f"the program ended with {code}")


if __name__ == "__main__":
    main()
