# SPDX-License-Identifier: MIT
"""The rounds of a run as a page of tables, ratios first. Results: {case: [contender, smalti first]}."""

import statistics


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

    def beside(row, name, rival, asked):
        for other in results.get(name, [])[1:] if name in ours else []:
            if other.title.startswith(rival) and other.rounds:
                there = other.each("device_ms")
                faster = (
                    ratios(there, ours[name].each("kernels_ms"))
                    if there
                    else ratios(other.each("end_to_end_ms"), ours[name].each("end_to_end_ms"))
                )
                out.append(
                    f"| {row} | {name} | {asked} {other.title}, {'on the device' if there else 'end to end'} | {spread(faster, 2)} |"
                )

    plain, jittered = "crop, flip, normalise ", "crop, flip, jitter, normalise "
    goal("G1", plain + "500x375, bilinear", "2.0 M images/s on the device", rate, 2)
    goal("G1", plain + "500x375, antialiased", "1.0 M images/s on the device", rate, 2)
    for kind in ("bilinear", "antialiased"):
        goal("G1", plain + "500x375, " + kind, "stretch: 50 % of the byte floor", share, 0, " %")
        beside("G1", plain + "500x375, " + kind, "torchvision", "5 times")
        beside("G1", plain + "500x375, " + kind, "DALI", "3 times")
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
    loader = "loader, JPEG to 224 float16"
    goal("G6", loader, "images a second, all processors", lambda r: [1e3 / v for v in r.each("end_to_end_ms")], 0)
    beside("G6", loader, "DALI", "at least")
    return ["## What is asked", "", "| row | case | asked | measured |", "|---|---|---|---|", *out, ""] if out else []


def beside_others(results):
    lines = [
        "## Beside others",
        "",
        "End to end: the host plans and launches one batch after the other from one thread, and waits at the end. On the device: our",
        "kernels, with their plans uploaded; theirs from the first to the last kernel of a batch, with the gaps in which the device waits",
        "for the host.",
        "",
        "| case | contender | smalti is faster by, end to end | on the device | µs a sample, end to end | on the device |",
        "|---|---|---|---|---|---|",
    ]
    for name, (ours, *others) in results.items():
        for row in others if ours.rounds else []:
            if row.error:
                lines.append(f"| {name} | {row.title} | {row.error} | | | |")
                continue
            wall = ratios(row.each("end_to_end_ms"), ours.each("end_to_end_ms"))
            device = ratios(row.each("device_ms"), ours.each("kernels_ms"))
            times = [spread([1e3 * v for v in row.each(what)], 2) for what in ("end_to_end_ms", "device_ms")]
            lines.append(f"| {name} | {row.title} | {spread(wall, 2)} | {spread(device, 1)} | {times[0]} | {times[1]} |")
    return [*lines, ""] if len(lines) > 8 else []


def alone(results, kinds):
    def table(kind, title, columns, row):
        rows = [(name, contenders[0]) for name, contenders in results.items() if kinds[name] == kind]
        if not rows:
            return []
        blank = " |" * (columns.count("|") - 2)
        lines = [f"| {name} | {r.error}{blank}" if r.error or not r.rounds else f"| {name} | {row(r)} |" for name, r in rows]
        return [f"## {title}", "", columns, "|---" * (columns.count("|") - 1) + "|", *lines, ""]

    def batch(r):
        cells = [
            spread([100 * v for v in ratios(r.of("copy_ms"), r.of("kernels_ms"))], 0),
            spread(ratios(r.of("cpu_ms_a_sample"), r.each("kernels_ms")), 0),
            spread(r.of("kernels_ms"), 4) + ("" if r.about["held"] else " with the gaps between launches"),
            f"{1e3 / statistics.median(r.each('kernels_ms')):.0f}",
            *(spread(r.of(what)) for what in ("upload_and_kernels_ms", "host_plan_ms", "host_launch_ms", "end_to_end_ms")),
            str(r.about["launches"]),
        ]
        return " | ".join(cells)

    def loader(r):
        return f"{spread([1e3 / v for v in r.each('end_to_end_ms')], 0)} | {spread(r.of('cpu_ms_a_sample'))} | {r.about['threads']}"

    columns = (
        "| case | % of the byte floor | times one core of the host | kernels, ms | samples/s | with their upload, ms "
        "| host: plan, ms | launch, ms | end to end, ms | launches |"
    )
    return [
        *table("chain", "Chains", columns, batch),
        *table("loader", "From JPEG bytes in memory", "| case | images/s | CPU-ms an image | threads |", loader),
        *table("operator", "Every operator: 64 pictures of 512x512x3 uint8, to what the operator ends with", columns, batch),
    ]


def page(here, facts, results, kinds):
    """The table as text."""
    head = [
        f"# Batches on {here['device']}",
        "",
        f"{facts['date']}, driver {here['driver']}, CUDA {here['toolkit']}, {facts['versions']}; {facts['processor']};",
        f"medians (min..max) of {facts['rounds']} interleaved rounds; JPEG files: {facts['files']}.",
        "",
        "The byte floor is a copy on the device, in the same round, of as many bytes as must be read, each once, and written.",
        "",
    ]
    head += [f"**{line}**" for line in facts["missing"]] + ([""] if facts["missing"] else [])
    return "\n".join([*head, *goals(results), *beside_others(results), *alone(results, kinds)])
