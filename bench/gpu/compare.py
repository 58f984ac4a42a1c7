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
import statistics
import subprocess
import sys
import time

import numpy as np
import rivals

RIVALS = (rivals.Torchvision, rivals.Dali)


class Program:
    """The C++ program, which answers each case that is named with a round."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("{"):  # why nothing can be measured
            print(line or f"{command[0]}: said nothing", end="", flush=True)
            raise SystemExit(self.process.wait() if line else 1)
        self.here = json.loads(line)

    def round(self, name):
        """{"about": ..., "ms": {what: ms}}, or {"error": text}."""
        try:
            print(name, file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        return json.loads(line) if line else {"error": "the program has ended"}

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


def spread(values, digits=3):
    """Median (min..max)."""
    if not values:
        return ""
    return "{} ({}..{})".format(*(f"{v:.{digits}f}" for v in (statistics.median(values), min(values), max(values))))


def ratios(above, below):
    """Ratios of neighbouring rounds."""
    return [a / b for a, b in zip(above, below, strict=False) if b > 0]


def goals(results):
    """Rows G1 to G6: what is asked, and what was measured."""
    ours = {name: rows[0] for name, rows in results.items() if rows[0].rounds}
    out = []

    def goal(row, name, asked, measured, digits, unit=""):
        if name in ours and (values := measured(ours[name])):
            out.append(f"| {row} | {name} | {asked} | {spread(values, digits)}{unit} |")

    def rate(row):
        return [1e-3 / v for v in row.each("kernels_ms")]  # million images a second

    def share(row):
        return [100 * v for v in ratios(row.of("copy_ms"), row.of("kernels_ms"))]

    def core(row):
        return ratios(row.of("cpu_ms_a_sample"), row.each("kernels_ms"))

    plain, jittered = "crop, flip, normalise ", "crop, flip, jitter, normalise "
    goal("G1", plain + "500x375, bilinear", "2.0 M images/s on the device", rate, 2)
    goal("G1", plain + "500x375, antialiased", "1.0 M images/s on the device", rate, 2)
    for kind in ("bilinear", "antialiased"):
        goal("G1", plain + "500x375, " + kind, "stretch: 50 % of the byte floor", share, 0, " %")
    goal("G2", plain + "1920x1080, antialiased", "50 % of the byte floor", share, 0, " %")
    for kind in ("uint8 to float32", "float32"):
        goal("G3", "ragged to 384, antialiased bicubic, " + kind, "under 0.150 ms", lambda r: r.of("kernels_ms"), 3, " ms")
    goal("G4", "mosaic 640 of 500x375", "40 % of the byte floor", share, 0, " %")
    goal("G4", "JPEG", "20 % of the byte floor", share, 0, " %")
    goal("G4", "JPEG", "50 times one core", core, 0)
    for name in (plain + "500x375, bilinear", jittered + "500x375, bilinear"):
        goal("G5", name, "under 0.020 ms of the host to launch", lambda r: r.of("host_launch_ms"), 3, " ms")
        goal("G5", name, "as a graph: replay", lambda r: r.of("host_graph_launch_ms"), 3, " ms")
        goal("G5", name, "as a graph: another batch put in its place", lambda r: r.of("host_graph_update_ms"), 3, " ms")
        if name in ours:
            out.append(f"| G5 | {name} | {'at most 4' if 'jitter' in name else '2'} launches | {ours[name].about['launches']} |")
    goal("G6", "loader, JPEG to 224 float16", "at least DALI's mixed decoder (below)", lambda r: [1e3 / v for v in r.each("end_to_end_ms")], 0, " images/s")
    return ["## What is asked", "", "| row | case | asked | measured |", "|---|---|---|---|", *out, ""] if out else []


def beside_others(results):
    lines = ["## Beside others", "",
             "End to end: the host plans and launches one batch after the other from one thread, and waits at the end. On the device: our kernels, with their",
             "plans uploaded; theirs from the first to the last kernel of a batch, with the gaps in which the device waits for the host.", "",
             "| case | contender | smalti is faster by, end to end | on the device | µs a sample, end to end | on the device |", "|---|---|---|---|---|---|"]  # fmt: skip
    for name, (ours, *others) in results.items():
        for row in others if ours.rounds else []:
            if row.error:
                lines.append(f"| {name} | {row.title} | {row.error} | | | |")
                continue
            wall = ratios(row.each("end_to_end_ms"), ours.each("end_to_end_ms"))
            device = ratios(row.each("device_ms"), ours.each("kernels_ms"))
            lines.append(f"| {name} | {row.title} | {spread(wall, 2)} | {spread(device, 1)} | {spread([1e3 * v for v in row.each('end_to_end_ms')], 2)} | "
                         f"{spread([1e3 * v for v in row.each('device_ms')], 2)} |")  # fmt: skip
    return [*lines, ""] if len(lines) > 7 else []


def alone(results, kinds):
    def table(kind, title, columns, row):
        rows = [(name, contenders[0]) for name, contenders in results.items() if kinds[name] == kind]
        if not rows:
            return []
        blank = " |" * (columns.count("|") - 2)
        lines = [f"| {name} | {r.error}{blank}" if r.error or not r.rounds else f"| {name} | {row(r)} |" for name, r in rows]
        return [f"## {title}", "", columns, "|---" * (columns.count("|") - 1) + "|", *lines, ""]

    def batch(r):
        cells = [spread([100 * v for v in ratios(r.of("copy_ms"), r.of("kernels_ms"))], 0), spread(ratios(r.of("cpu_ms_a_sample"), r.each("kernels_ms")), 0),
                 spread(r.of("kernels_ms"), 4) + ("" if r.about["held"] else " with the gaps between launches"), f"{1e3 / statistics.median(r.each('kernels_ms')):.0f}",
                 *(spread(r.of(what)) for what in ("upload_and_kernels_ms", "host_plan_ms", "host_launch_ms", "end_to_end_ms")), str(r.about["launches"])]  # fmt: skip
        return " | ".join(cells)

    def loader(r):
        return f"{spread([1e3 / v for v in r.each('end_to_end_ms')], 0)} | {spread(r.of('cpu_ms_a_sample'))} | {r.about['threads']}"

    columns = "| case | % of the byte floor | times one core of the host | kernels, ms | samples/s | with their upload, ms | host: plan, ms | launch, ms | end to end, ms | launches |"
    return [*table("chain", "Chains", columns, batch),
            *table("loader", "From JPEG bytes in memory", "| case | images/s | CPU-ms an image | threads |", loader),
            *table("operator", "Every operator: 64 pictures of 512x512x3 uint8, to what the operator ends with", columns, batch)]  # fmt: skip


def page(here, facts, results, kinds):
    """The table as text."""
    head = [f"# Batches on {here['device']}", "", f"{facts['date']}, driver {here['driver']}, CUDA {here['toolkit']}, {facts['versions']}; {facts['processor']};",
            f"medians (min..max) of {facts['rounds']} interleaved rounds; JPEG files: {facts['files']}.", "",
            "The byte floor is a copy on the device, in the same round, of as many bytes as must be read, each once, and written.", ""]  # fmt: skip
    head += [f"**{line}**" for line in facts["missing"]] + ([""] if facts["missing"] else [])
    return "\n".join([*head, *goals(results), *beside_others(results), *alone(results, kinds)])


def write(folder, here, facts, results, kinds):
    """DEVICE.json and DEVICE.md."""
    folder.mkdir(parents=True, exist_ok=True)
    name = here["device"].replace(" ", "_").replace("/", "_")
    described = {**{k: v for k, v in here.items() if k != "cases"}, **facts, "cases": {case: [row.json() for row in rows] for case, rows in results.items()}}
    (folder / f"{name}.json").write_text(json.dumps(described, indent=1) + "\n")
    (folder / f"{name}.md").write_text(page(here, facts, results, kinds))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", help="smalti_bench_gpu, or smalti_bench_gpu_dry with --dry")
    parser.add_argument("--results", type=pathlib.Path, default=pathlib.Path("bench/results"), help="folder for DEVICE.json and DEVICE.md")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--photos", default="", help="folder of JPEG files; none: SMALTI_DATA/imagenet_sample, or the photographs that ship")
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
    rounds = 1 if args.dry else args.rounds
    cases = [c for c in here["cases"] if args.only in c["name"]]
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "an unknown processor")
    facts = {"date": datetime.date.today().isoformat(), "rounds": rounds, "missing": missing, "versions": ", ".join(r.version for r in others) or "no rival",
             "processor": f"host: {len(os.sched_getaffinity(0))} processors of {cpu}",
             "files": f"{len(files)} of {pathlib.Path(photos).name}, {sum(map(len, files)) / len(files) / 1e3:.0f} KB on average"}  # fmt: skip
    kinds = {c["name"]: c["kind"] for c in cases}
    results = {}
    begin = time.perf_counter()
    for k, case in enumerate(cases):
        results[case["name"]] = measure(program, case, others, files, rounds)
        wrong = [f"{row.title}: {row.error}" for row in results[case["name"]] if row.error]
        print(f"[{k + 1}/{len(cases)}] {time.perf_counter() - begin:4.0f} s  {case['name']}  {'; '.join(wrong)}", file=sys.stderr, flush=True)
        if not args.dry:  # what is there stays, should the rest be cut off
            write(args.results, here, facts, results, kinds)
    print(page(here, facts, results, kinds))
    if args.dry:
        print("a dry run: no file is written")
    if code := program.close():
        raise SystemExit(f"the program ended with {code}")


if __name__ == "__main__":
    main()
