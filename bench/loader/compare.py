# SPDX-License-Identifier: MIT
"""What does Python cost? The same folder and pipeline through the C++ Loader and the Python Loader, epochs in turn.

usage: python bench/loader/compare.py RATE_PROGRAM [--folder F] [--pipeline P.json] [--rounds N] [--threads T]
"""

import argparse
import platform
import statistics
import subprocess
import time

import smalti as sm


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program", help="the program that bench/loader/rate.cpp makes")
    parser.add_argument("--folder", default="examples/photos")
    parser.add_argument("--pipeline", default="examples/pipeline.json")
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    loader = sm.Loader(sm.ImageFolder(args.folder), sm.Compose.from_json(args.pipeline), args.batch_size, seed=1, threads=args.threads)
    command = [args.program, args.folder, args.pipeline, str(args.batch_size), str(args.threads)]
    rates = {"C++": [], "Python": []}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        for turn in range(args.rounds + 1):
            program.stdin.write("\n")
            program.stdin.flush()
            images, seconds = program.stdout.readline().split()
            begin = time.perf_counter()
            count = sum(len(batch) for batch in loader)
            spent = time.perf_counter() - begin
            if turn == 0:  # both warm now
                continue
            if count != int(images):
                raise SystemExit(f"the Python loader gave {count} images, the C++ loader {images}")
            rates["C++"].append(int(images) / float(seconds))
            rates["Python"].append(count / spent)
        program.stdin.close()
    ratios = [p / c for p, c in zip(rates["Python"], rates["C++"])]
    print(f"{platform.processor() or platform.machine()}, {args.threads} thread(s), {count} images an epoch, {args.rounds} rounds")
    for name, values in rates.items():
        print(f"  {name:7} {statistics.median(values):9.1f} images/s (median)")
    print(f"  Python / C++, median of the rounds: {statistics.median(ratios):.3f}")


if __name__ == "__main__":
    main()
