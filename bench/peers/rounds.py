# SPDX-License-Identifier: MIT
"""Interleaved rounds: each contender is a process of its own, pinned to one core, and they take turns.

What is compared is the processor time of an image, which a machine's other work hardly touches; ratios are those of
neighbouring turns.
"""

import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time


def cpu_seconds_of(pid):
    """Processor time of all threads of a process, its clock as clock_getcpuclockid(3) numbers it on Linux."""
    return time.clock_gettime((~pid << 3) | 2)


def serve(contenders, cpu_seconds=time.process_time):
    """In a contender's process: answers each task named on a line with images a second and CPU-seconds an image.

    contenders: a function a task that does some work and returns how many images it made. cpu_seconds: what the process
    and those that work for it have spent; a turn lasts until they have spent a second.
    """
    print("ready", flush=True)
    for line in sys.stdin:
        run, images, spent = contenders[line.strip()], 0, 0.0
        begin, cpu = time.perf_counter(), cpu_seconds()
        while spent < 1.0:
            images += run()
            spent = cpu_seconds() - cpu
        print(json.dumps([images / (time.perf_counter() - begin), spent / images]), flush=True)


def each(work, images):
    """A contender that does the work on each of the images in memory."""

    def run():
        for image in images:
            work(image)
        return len(images)

    return run


def compare(script, contenders, tasks, core=0, rounds=7):
    """Runs `script --worker name` for every contender {title: (name, environment)}; {task: {title: [answer a round]}}."""
    running = {}
    for title, (name, env) in contenders.items():
        command = [sys.executable, script, "--worker", name]
        if sys.platform == "linux":
            command = ["taskset", "-c", str(core), *command]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1", **env})
        while (line := process.stdout.readline()).strip() != "ready":
            if not line:
                raise SystemExit(f"{title}: did not start")
        running[title] = process
    results = {task: {title: [] for title in running} for task in tasks}
    for task in results:
        for turn in range(rounds + 1):
            for title, process in running.items():
                process.stdin.write(task + "\n")
                process.stdin.flush()
                answer = json.loads(process.stdout.readline())
                if turn:  # the first round warms up
                    results[task][title].append(answer)
            print(f"\r{task}: round {turn}/{rounds}", end="", file=sys.stderr)
        print(file=sys.stderr)
    for process in running.values():
        process.stdin.close()
    return results


def report(script, title, versions, results, cores="one core", page=True):
    """Prints the table of ratios to the contender "smalti"; `page`: and writes it beside the benchmarks under the script's name."""
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    rounds = len(next(iter(next(iter(results.values())).values())))
    lines = [f"# {title} on {cores} of {cpu}", "",
             f"{time.strftime('%Y-%m-%d')}, Python {platform.python_version()}, {versions}; processor time, medians (min..max) of {rounds} interleaved rounds", ""]  # fmt: skip
    for task in results:
        lines += [f"## {task}", "", "| contender | smalti is faster by | CPU-ms an image | images a second |", "|---|---|---|---|"]
        ours = [cpu for _, cpu in results[task]["smalti"]]
        for name, answers in results[task].items():
            theirs = [cpu for _, cpu in answers]
            ratio = "1" if name == "smalti" else spread([b / a for a, b in zip(ours, theirs)], 2)
            lines.append(f"| {name} | {ratio} | {spread([1e3 * v for v in theirs], 3)} | {statistics.median(rate for rate, _ in answers):.0f} |")
        lines.append("")
    text = "\n".join(lines)
    print(text)
    if page:
        folder = pathlib.Path(script).resolve().parents[1] / "results"
        (folder / f"{pathlib.Path(script).stem}.md").write_text(text)


def spread(values, digits):
    """Median (min..max)."""
    median, low, high = (f"{v:.{digits}f}" for v in (statistics.median(values), min(values), max(values)))
    return f"{median} ({low}..{high})"
