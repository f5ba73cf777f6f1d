// A QR code as SVG: bytes, error correction M, versions 1 to 10 (213 bytes), as in ISO/IEC 18004.

import { svg } from "./dom.js";

// For each version: codewords of correction in a block, and the blocks as [how many, data codewords each].
const BLOCKS = [
  [10, [1, 16]], [16, [1, 28]], [26, [1, 44]], [18, [2, 32]], [24, [2, 43]], [16, [4, 27]], [18, [4, 31]],
  [22, [2, 38], [2, 39]], [22, [3, 36], [2, 37]], [26, [4, 43], [1, 44]],
];
const ALIGNED = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];

// The field of 256 elements.
const [EXP, LOG] = [[], []];
for (let i = 0, x = 1; i < 255; i += 1) {
  [EXP[i], LOG[x]] = [x, i];
  x = (x << 1) ^ (x > 127 ? 0x11d : 0);
}
const times = (a, b) => (a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0);

function correction(data, count) {
  let generator = [1];
  for (let i = 0; i < count; i += 1) {
    generator = [...generator, 0].map((x, j) => x ^ times(generator[j - 1] ?? 0, EXP[i]));
  }
  const rest = [...data, ...Array(count).fill(0)];
  for (let i = 0; i < data.length; i += 1) {
    const factor = rest[i];
    generator.forEach((x, j) => { rest[i + j] ^= times(x, factor); });
  }
  return rest.slice(data.length);
}

function codewords(bytes, version) {
  const [count, ...groups] = BLOCKS[version - 1];
  const room = groups.reduce((sum, [n, size]) => sum + n * size, 0);
  const bits = [4, bytes.length, ...bytes].flatMap((x, i) => {
    const width = i === 0 ? 4 : i === 1 && version > 9 ? 16 : 8;
    return Array.from({ length: width }, (_, j) => (x >> (width - 1 - j)) & 1);
  });
  bits.push(...Array(Math.min(4, room * 8 - bits.length)).fill(0));
  while (bits.length % 8) bits.push(0);
  const data = [];
  for (let i = 0; i < bits.length; i += 8) data.push(Number.parseInt(bits.slice(i, i + 8).join(""), 2));
  for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);
  const blocks = groups.flatMap(([n, size]) => Array.from({ length: n }, () => data.splice(0, size)));
  const checks = blocks.map((block) => correction(block, count));
  const woven = (rows) => Array.from({ length: Math.max(...rows.map((row) => row.length)) }, (_, i) => rows.map((row) => row[i])).flat();
  return [...woven(blocks), ...woven(checks)].filter((x) => x !== undefined);
}

/** `value` with the remainder of a division by `divisor` behind it. */
function checked(value, width, divisor, length) {
  let rest = value << length;
  for (let i = width - 1; i >= 0; i -= 1) if (rest >> (i + length) & 1) rest ^= divisor << i;
  return (value << length) | rest;
}

const MASKS = [
  (x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3, (x, y) => ((y >> 1) + Math.floor(x / 3)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3), (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

/** The modules as rows of 0 and 1; null where the text is too long. */
export function qrModules(text) {
  const bytes = [...new TextEncoder().encode(text)];
  const version = BLOCKS.findIndex(([, ...groups], i) =>
    groups.reduce((sum, [n, size]) => sum + n * size, 0) >= bytes.length + (i > 8 ? 3 : 2)) + 1;
  if (version === 0) return null;
  const size = 17 + 4 * version;
  const fixed = Array.from({ length: size }, () => Array(size));
  const square = (cx, cy, reach, dark) => {
    for (let y = cy - reach; y <= cy + reach; y += 1) {
      for (let x = cx - reach; x <= cx + reach; x += 1) {
        if (y >= 0 && x >= 0 && y < size && x < size) fixed[y][x] = dark(Math.max(Math.abs(x - cx), Math.abs(y - cy)));
      }
    }
  };
  for (let i = 0; i < size; i += 1) fixed[6][i] = fixed[i][6] = 1 - (i % 2);
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]]) square(x, y, 4, (d) => Number(d !== 2 && d < 4));
  const at = ALIGNED[version - 1];
  for (const x of at) for (const y of at) if (![[6, 6], [6, at.at(-1)], [at.at(-1), 6]].some(([a, b]) => a === x && b === y)) square(x, y, 2, (d) => Number(d !== 1));
  if (version > 6) {
    const code = checked(version, 6, 0x1f25, 12);
    for (let i = 0; i < 18; i += 1) fixed[Math.floor(i / 3)][size - 11 + (i % 3)] = fixed[size - 11 + (i % 3)][Math.floor(i / 3)] = code >> i & 1;
  }
  const format = (grid, mask) => {
    const code = checked(mask, 5, 0x537, 10) ^ 0x5412;
    for (let i = 0; i < 15; i += 1) {
      const bit = code >> i & 1;
      grid[i < 6 ? i : i < 8 ? i + 1 : size - 15 + i][8] = bit;
      grid[8][i < 8 ? size - 1 - i : i === 8 ? 7 : 14 - i] = bit;
    }
    grid[size - 8][8] = 1;
  };
  format(fixed, 0);

  const bits = codewords(bytes, version).flatMap((word) => Array.from({ length: 8 }, (_, i) => word >> (7 - i) & 1));
  const draw = (mask) => {
    const grid = fixed.map((row) => [...row]);
    let next = 0;
    for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
      if (right === 6) right = 5;
      for (let i = 0; i < size; i += 1) {
        const y = up ? size - 1 - i : i;
        for (const x of [right, right - 1]) {
          if (fixed[y][x] === undefined) grid[y][x] = (bits[next++] ?? 0) ^ Number(MASKS[mask](x, y) === 0);
        }
      }
    }
    format(grid, mask);
    return grid;
  };
  return MASKS.map((_, mask) => draw(mask)).reduce((best, grid) => (penalty(grid) < penalty(best) ? grid : best));
}

/** How hard it is to read: long runs, squares, false finders, too much of one colour. */
function penalty(grid) {
  const lines = [...grid, ...grid.map((_, i) => grid.map((row) => row[i]))].map((line) => line.join(""));
  let sum = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    sum += 40 * (line.match(/(?=0000(1011101))|(?=(1011101)0000)/g)?.length ?? 0);
  }
  for (let y = 1; y < grid.length; y += 1) {
    for (let x = 1; x < grid.length; x += 1) {
      if (grid[y][x] === grid[y - 1][x] && grid[y][x] === grid[y][x - 1] && grid[y][x] === grid[y - 1][x - 1]) sum += 3;
    }
  }
  const dark = grid.flat().filter(Boolean).length / grid.length ** 2;
  return sum + 10 * Math.floor(Math.abs(dark - 0.5) * 20);
}

/** The code as a picture named `label`, dark on light in every theme; null where the text is too long. */
export function qrCode(text, label) {
  const grid = qrModules(text);
  if (!grid) return null;
  const size = grid.length + 8;
  const d = grid.map((row, y) => row.map((dark, x) => (dark ? `M${x + 4} ${y + 4}h1v1h-1z` : "")).join("")).join("");
  return svg("svg", { class: "qr", viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" },
    svg("rect", { width: size, height: size, fill: "#fff" }), svg("path", { d, fill: "#000" }));
}
