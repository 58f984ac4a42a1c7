# SPDX-License-Identifier: MIT
"""Interleaved rounds: each contender is a process of its own, pinned to one core, and they take turns."""

import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import time


def serve(contenders, cpu_seconds=time.process_time):
    """In a contender's process: answers each task named on a line with images a second and CPU-seconds an image.

    contenders: a function a task that does some work and returns how many images it made. cpu_seconds: what the process
    and those that work for it have spent.
    """
    print("ready", flush=True)
    for line in sys.stdin:
        run, seconds, cpu, images = contenders[line.strip()], 0.0, cpu_seconds(), 0
        begin = time.perf_counter()
        while seconds < 1.0:
            images += run()
            seconds = time.perf_counter() - begin
        print(json.dumps([images / seconds, (cpu_seconds() - cpu) / images]), flush=True)


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


def report(script, title, versions, results, cores="one core"):
    """Prints the table of ratios to the contender "smalti", and writes it beside the benchmarks under the script's name."""
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    rounds = len(next(iter(next(iter(results.values())).values())))
    lines = [f"# {title} on {cores} of {cpu}", "", f"{time.strftime('%Y-%m-%d')}, Python {platform.python_version()}, {versions}; medians of {rounds} interleaved rounds", ""]
    median = statistics.median
    for task in results:
        lines += [f"## {task}", "", "| contender | smalti is faster by | images a second (min..max) | CPU-ms an image |", "|---|---|---|---|"]
        speed = {name: [r[0] for r in answers] for name, answers in results[task].items()}
        for name, answers in results[task].items():
            ratios = [ours / theirs for ours, theirs in zip(speed["smalti"], speed[name])]
            lines.append(f"| {name} | {median(ratios):.2f} | {median(speed[name]):.0f} ({min(speed[name]):.0f}..{max(speed[name]):.0f}) "
                         f"| {1e3 * median(r[1] for r in answers):.3f} |")  # fmt: skip
        lines.append("")
    text = "\n".join(lines)
    print(text)
    results_folder = pathlib.Path(script).resolve().parents[1] / "results"
    results_folder.mkdir(exist_ok=True)
    (results_folder / f"{pathlib.Path(script).stem}.md").write_text(text)
