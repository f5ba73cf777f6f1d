"""A line of the result."""

from dataclasses import dataclass

from comparison import Side


@dataclass
class Row:
    name: str
    images: int  # of a step
    mine: Side
    other: Side
    other_name: str
    needed: float

    @classmethod
    def training(cls, side, sides, needed, images):
        return cls(f"training step of {images}, {side} px", images, *sides, "PyTorch", needed)

    @classmethod
    def inference(cls, batch, threads, sides, needed):
        faces = "one face" if batch == 1 else f"{batch} faces"
        words = "one thread" if threads == 1 else f"{threads} threads"
        return cls(f"{faces}, 112 px, {words}", batch, *sides, "ONNX Runtime", needed)

    @property
    def ratio(self):
        return self.other.seconds / self.mine.seconds

    @property
    def passed(self):
        return self.ratio >= self.needed

    def sentence(self):
        return (f"{self.name}: Mien {self.mine.seconds * 1e3:.2f} ms, {self.other_name} "
                f"{self.other.seconds * 1e3:.2f} ms, ratio {self.ratio:.2f}")

    def json(self):
        def side(s):
            return {"seconds": s.seconds, "images_per_second": self.images / s.seconds, "peak_memory_bytes": s.peak}

        return {"name": self.name, "mien": side(self.mine), self.other_name: side(self.other), "ratio": self.ratio,
                "ratio_needed": self.needed, "passed": self.passed}


def table(machine, rows):
    other = rows[0].other_name
    lines = [["", "Mien", "images/s", "peak", other, "images/s", "peak", "ratio", "needed", ""]]
    for row in rows:
        line = [row.name]
        for side in (row.mine, row.other):
            line += [f"{side.seconds * 1e3:.2f} ms", f"{row.images / side.seconds:.0f}", f"{side.peak / 2**20:.0f} MiB"]
        lines.append(line + [f"{row.ratio:.2f}", f"{row.needed:.2f}", "ok" if row.passed else "MISSED"])
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    text = ["", f"{machine['cpu']}, {machine['cores']} cores; " + ", ".join(
        f"{name} {version}" for name, version in machine["versions"].items()), ""]
    for line in lines:
        cells = [line[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        text.append("  ".join(cells).rstrip())
    return "\n".join(text)
