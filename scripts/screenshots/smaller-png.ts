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
  if (!head || head.readUInt8(8) !== 8 || head.readUInt8(12) !== 0 || (colours !== 2 && colours !== 6)) return null;
  const channels = colours === 2 ? 3 : 4;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const packed = Buffer.concat(parts.flatMap(({ name, data }) => (name === "IDAT" ? [data] : [])));
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
