import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A picture as it stands in a PNG without interlacing, eight bits a channel. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** 3: red, green, blue; 4: with opacity. */
  readonly channels: 3 | 4;
  readonly pixels: Buffer;
}

/** null: none that is read here. */
export function pictureIn(png: Buffer): Picture | null {
  if (!png.subarray(0, 8).equals(SIGNATURE)) return null;
  const parts = chunksOf(png);
  const head = parts.find(({ name }) => name === "IHDR")?.data;
  const colours = head?.readUInt8(9);
  if (!head || head.readUInt8(8) !== 8 || head.readUInt8(12) !== 0 || (colours !== 2 && colours !== 3 && colours !== 6)) return null;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const packed = Buffer.concat(parts.flatMap(({ name, data }) => (name === "IDAT" ? [data] : [])));
  if (colours === 3) {
    const palette = parts.find(({ name }) => name === "PLTE")?.data ?? Buffer.alloc(0);
    const points = unfiltered(inflateSync(packed), width, height, 1);
    const pixels = Buffer.alloc(3 * points.length);
    for (const [i, at] of points.entries()) palette.copy(pixels, 3 * i, 3 * at, 3 * at + 3);
    return { width, height, channels: 3, pixels };
  }
  const channels = colours === 2 ? 3 : 4;
  return { width, height, channels, pixels: unfiltered(inflateSync(packed), width * channels, height, channels) };
}

/**
 * The same picture in fewer bytes: pictures of windows are flat, and what filters do to rows that repeat keeps them from being found again. Opacity that
 * is whole everywhere is left out. One that is not read here, or would not be smaller, stays as it is.
 */
export function smallerPng(png: Buffer): Buffer {
  const picture = pictureIn(png);
  if (!picture) return png;
  const { width, height, pixels, channels } = opaque(picture);
  const stride = width * channels;
  const rows = Buffer.alloc(height * (stride + 1));
  for (let y = 0; y < height; y++) pixels.copy(rows, y * (stride + 1) + 1, y * stride, (y + 1) * stride);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.writeUInt8(8, 8);
  head.writeUInt8(channels === 3 ? 2 : 6, 9);
  const packed = deflateSync(rows, { level: 9, memLevel: 9 });
  const made = Buffer.concat([SIGNATURE, chunk("IHDR", head), chunk("IDAT", packed), chunk("IEND", Buffer.alloc(0))]);
  return made.length < png.length ? made : png;
}

/** Colours of a palette, at most; and those of them that are kept since they are the most frequent, the others being what is farthest from all. */
const PALETTE = 256;
const SURFACES = 160;

/**
 * A picture of a window with a palette: half the bytes, and what is lost are shades of the edges of letters. The most frequent colours stay as
 * they are, so that surfaces keep theirs. One with opacity, with a palette, or
 * that would not be smaller, stays as it is.
 */
export function fewerColours(png: Buffer): Buffer {
  const read = pictureIn(png);
  const picture = read && opaque(read);
  if (!picture || picture.channels !== 3 || png.readUInt8(25) === 3) return png;
  const { width, height, pixels } = picture;
  const often = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += 3) {
    const colour = pixels.readUIntBE(at, 3);
    often.set(colour, (often.get(colour) ?? 0) + 1);
  }
  const byCount = [...often.keys()].sort((a, b) => (often.get(b) ?? 0) - (often.get(a) ?? 0) || a - b);
  const { place, colours } = paletteOf(byCount);
  const rows = Buffer.alloc(height * (width + 1));
  for (let i = 0; i < width * height; i++)
    rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = place.get(pixels.readUIntBE(3 * i, 3)) ?? 0;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.writeUInt8(8, 8);
  head.writeUInt8(3, 9);
  const palette = Buffer.alloc(3 * colours.length);
  for (const [i, colour] of colours.entries()) palette.writeUIntBE(colour, 3 * i, 3);
  const packed = deflateSync(rows, { level: 9, memLevel: 9 });
  const made = Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("PLTE", palette),
    chunk("IDAT", packed),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  return made.length < png.length ? made : png;
}

/** `place`: of each colour in the palette, the nearest there. */
function paletteOf(byCount: readonly number[]): { readonly place: ReadonlyMap<number, number>; readonly colours: readonly number[] } {
  const colours: number[] = [];
  const nearest = new Map(byCount.map((colour) => [colour, { at: 0, apart: Number.POSITIVE_INFINITY }]));
  const add = (chosen: number): void => {
    const at = colours.push(chosen) - 1;
    for (const [colour, known] of nearest) {
      const apart = apartIn(colour, chosen);
      if (apart < known.apart) Object.assign(known, { at, apart });
    }
  };
  for (const colour of byCount.slice(0, SURFACES)) add(colour);
  while (colours.length < Math.min(PALETTE, byCount.length)) {
    let farthest = { colour: 0, apart: -1 };
    for (const [colour, { apart }] of nearest) if (apart > farthest.apart) farthest = { colour, apart };
    add(farthest.colour);
  }
  return { place: new Map(Array.from(nearest, ([colour, { at }]) => [colour, at])), colours };
}

/** The largest difference of red, green and blue. */
function apartIn(a: number, b: number): number {
  return Math.max(Math.abs((a >> 16) - (b >> 16)), Math.abs(((a >> 8) & 255) - ((b >> 8) & 255)), Math.abs((a & 255) - (b & 255)));
}

function chunksOf(png: Buffer): readonly { readonly name: string; readonly data: Buffer }[] {
  const found = [];
  for (let at = 8; at + 12 <= png.length;) {
    const size = png.readUInt32BE(at);
    found.push({ name: png.toString("latin1", at + 4, at + 8), data: png.subarray(at + 8, at + 8 + size) });
    at += size + 12;
  }
  return found;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

function opaque(picture: Picture): Picture {
  const { width, height, channels, pixels } = picture;
  if (channels === 3) return picture;
  for (let at = 3; at < pixels.length; at += 4) if (pixels[at] !== 255) return picture;
  const kept = Buffer.alloc(width * height * 3);
  for (let from = 0, to = 0; from < pixels.length; from += 4, to += 3) pixels.copy(kept, to, from, from + 3);
  return { width, height, channels: 3, pixels: kept };
}

/** Takes back what the filters of each row did (PNG, 9.2). */
function unfiltered(rows: Buffer, stride: number, height: number, channels: number): Buffer {
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)] ?? 0;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= channels ? (pixels[at - channels] ?? 0) : 0;
      const up = y > 0 ? (pixels[at - stride] ?? 0) : 0;
      const corner = x >= channels && y > 0 ? (pixels[at - stride - channels] ?? 0) : 0;
      pixels[at] = (rows[y * (stride + 1) + 1 + x] ?? 0) + foreseen(filter, left, up, corner);
    }
  }
  return pixels;
}

function foreseen(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return Math.floor((left + up) / 2);
    case 4: {
      const guess = left + up - corner;
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
      return a <= b && a <= c ? left : b <= c ? up : corner;
    }
    default:
      return 0;
  }
}
