# SPDX-License-Identifier: MIT
"""The command line: smalti preview | bench | doctor."""

import argparse
import os
import platform
import shutil
import sys
import time


def _progress(what):
    def show(done, total):
        if sys.stderr.isatty():
            width = 30
            filled = width * done // max(1, total)
            end = "\n" if done == total else ""
            print(f"\r{what} [{'#' * filled}{'.' * (width - filled)}] {done}/{total}", end=end, file=sys.stderr, flush=True)

    return show


def _images(paths):
    """Files as given; of folders, the pictures in them."""
    out = []
    for path in paths:
        if os.path.isdir(path):
            for root, _, names in sorted(os.walk(path)):
                out += [os.path.join(root, n) for n in sorted(names) if n.lower().endswith((".jpg", ".jpeg", ".png"))]
        else:
            out.append(path)
    if not out:
        raise SystemExit("no pictures: give files, or a folder that holds some")
    return out


def preview(args):
    from . import Compose
    from .preview import contact_sheet, page_of

    pipeline = Compose.from_file(args.pipeline)
    images = _images(args.images)[: args.rows]
    write = page_of if args.output.lower().endswith((".html", ".htm")) else contact_sheet
    options = dict(seed=args.seed, per_image=args.columns, cell=args.cell, progress=_progress("drawing"))
    write(pipeline, images, args.output, **options)
    print(args.output)


def bench(args):
    from . import Compose, Loader, Sequence

    pipeline = Compose.from_file(args.pipeline)
    files = []
    for path in _images(args.images):
        with open(path, "rb") as file:
            files.append(file.read())
    while len(files) < 4 * args.batch_size:
        files = files + files
    loader = Loader(Sequence(files), pipeline, args.batch_size, threads=args.threads, seed=1)
    for _ in loader:  # warm up
        pass
    before, begin, cpu, images = loader.stats, time.perf_counter(), time.process_time(), 0
    show = _progress("running")
    while (spent := time.perf_counter() - begin) < args.seconds:
        for batch in loader:
            images += len(batch)
        show(min(int(spent * 10), int(args.seconds * 10) - 1), int(args.seconds * 10))
    spent, cpu = time.perf_counter() - begin, time.process_time() - cpu
    show(1, 1)
    after = loader.stats
    print(f"{images / spent:10.1f} images a second, {1e3 * cpu / images:.3f} CPU-ms an image, {platform.processor() or platform.machine()}")
    parts = {k: after[k] - before[k] for k in ("read_s", "header_s", "plan_s", "decode_s", "render_s")}
    total = sum(parts.values()) or 1
    for name, seconds in parts.items():
        print(f"  {name[:-2]:8} {100 * seconds / total:5.1f} %  {1e6 * seconds / images:8.1f} us an image")
    print(f"  waited for batches {100 * (after['wait_s'] - before['wait_s']) / spent:.1f} % of the time")


def doctor(_):
    from ._core import core
    from .device import describe_cuda, describe_nvjpeg

    info = core.build_info()
    rows = [
        ("smalti", f"{info['version']}, {core.isa} engine, g++ {info['compiler']}"),
        ("codecs", info["codecs"]),
        ("python", f"{platform.python_version()} on {platform.platform()}"),
        ("processors", f"{info['processors']} used by default, {os.cpu_count()} in the machine"),
    ]
    try:
        shm = shutil.disk_usage("/dev/shm")
        low = "; below 1 GiB: DataLoader workers may die of SIGBUS" if shm.total < 1 << 30 else ""
        rows.append(("/dev/shm", f"{shm.total / (1 << 30):.1f} GiB{low}"))
    except OSError:
        rows.append(("/dev/shm", "not there"))
    for name in ("numpy", "PIL", "torch"):
        try:
            rows.append((name, __import__(name).__version__))
        except ImportError:
            rows.append((name, "not installed"))
    rows += [("cuda", describe_cuda()), ("nvjpeg", describe_nvjpeg())]
    for name, text in rows:
        print(f"{name:12} {text}")


def main(argv=None):
    parser = argparse.ArgumentParser(
        prog="smalti",
        description="Prepare images for training. A PIPELINE is a JSON or YAML file such as Compose(...).to_json() or to_yaml() writes.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    p = commands.add_parser(
        "preview", help="draw what a pipeline does to pictures",
        description="Draw a contact sheet: a row a picture, the original first, then results with what was drawn under "
        "each. As .html it is a page in one file, which also has each result's plan and the params that replay it.",
        epilog="example: smalti preview pipeline.json photos/ -o sheet.html --seed 3",
    )  # fmt: skip
    p.add_argument("pipeline", metavar="PIPELINE", help="pipeline as JSON, or YAML (.yaml, .yml)")
    p.add_argument("images", metavar="IMAGES", nargs="+", help="pictures, or folders of them")
    what = "picture (.png) or page (.html) to write (default: %(default)s)"
    p.add_argument("-o", "--output", default="sheet.png", help=what)
    p.add_argument("--seed", type=int, default=0, help="seed of the draws (default: %(default)s)")
    p.add_argument("--columns", type=int, default=5, help="results a picture (default: %(default)s)")
    p.add_argument("--rows", type=int, default=12, help="at most so many pictures (default: %(default)s)")
    p.add_argument("--cell", type=int, default=224, help="px a picture on the sheet (default: %(default)s)")
    p.set_defaults(run=preview)
    p = commands.add_parser(
        "bench", help="time a pipeline on your own pictures",
        description="Images per second of a pipeline through the Loader, from encoded bytes in memory, and where the time goes.",
        epilog="example: smalti bench pipeline.json photos/ --threads 1 --seconds 5",
    )  # fmt: skip
    p.add_argument("pipeline", metavar="PIPELINE", help="pipeline as JSON, or YAML (.yaml, .yml); it must end with pictures of one size")
    p.add_argument("images", metavar="IMAGES", nargs="+", help="pictures, or folders of them")
    p.add_argument("--threads", type=int, default=1, help="worker threads (default: %(default)s)")
    p.add_argument("--batch-size", type=int, default=64, help="pictures a batch (default: %(default)s)")
    p.add_argument("--seconds", type=float, default=3, help="how long to run (default: %(default)s)")
    p.set_defaults(run=bench)
    p = commands.add_parser("doctor", help="say what was built with what, and what this machine offers")
    p.set_defaults(run=doctor)
    args = parser.parse_args(argv)
    from ._core import core

    try:
        args.run(args)
    except core.Error as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or 'file'}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
