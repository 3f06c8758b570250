import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf } from '../../core/digest.ts'
import { Fault, messageOf } from '../../core/fault.ts'
import type { Logo } from '../../model/logo.ts'
import { INPUTS } from './inputs.ts'

/** The largest file, in bytes, and the longest side, in pixels: it stands in every HTML report, and a decoder gets it. */
const MOST = { bytes: 256 * 1024, pixels: 4000 }

const TYPES = { png: 'image/png', jpg: 'image/jpeg' } as const

/** What a picture is, told by its bytes and not by its name. */
type Picture = {
  readonly type: keyof typeof TYPES
  readonly width: number
  readonly height: number
}

/** A checked picture and the name under which a run keeps it. */
type ReadLogo = { readonly name: string; readonly bytes: Buffer }

/** The picture that `report.logo` names. Throws Fault `CONFIGURATION` where it is no PNG or JPEG, or larger than a cover needs. */
export function readLogo(path: string): ReadLogo {
  const bytes = bytesOf(path)
  const picture = pngOf(bytes) ?? jpegOf(bytes)
  if (picture === undefined) throw wrong(path, 'is neither a whole PNG nor a JPEG')
  const { type, width, height } = picture
  if (width === 0 || height === 0 || Math.max(width, height) > MOST.pixels)
    throw wrong(path, `is ${width} by ${height} pixels; each side has 1 to ${MOST.pixels}`)
  return { name: `logo.${type}`, bytes }
}

/** Keeps a picture among the inputs of a run. */
export function pinLogo(run: string, { name, bytes }: ReadLogo): void {
  writeFileSync(join(run, INPUTS, name), bytes)
}

/** The picture that a run keeps among its inputs; undefined: it has none. Throws as `readLogo` does. */
export function pinnedLogo(run: string): Logo | undefined {
  for (const [type, mediaType] of Object.entries(TYPES)) {
    const path = join(run, INPUTS, `logo.${type}`)
    if (!existsSync(path)) continue
    const { bytes } = readLogo(path)
    return { mediaType, digest: digestOf(bytes), data: bytes.toString('base64') }
  }
  return undefined
}

function bytesOf(path: string): Buffer {
  try {
    const { size } = statSync(path)
    if (size > MOST.bytes) throw wrong(path, `has ${size} bytes, more than ${MOST.bytes}`)
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Fault) throw error
    throw new Fault('CONFIGURATION', `cannot read ${path}: ${messageOf(error)}`, { cause: error })
  }
}

function wrong(path: string, what: string): Fault {
  return new Fault('CONFIGURATION', `${path}: the logo ${what}`, {
    hint: 'report.logo takes a PNG or JPEG; an SVG can hold links and scripts, and is not taken',
  })
}

/** PNG (W3C, third edition, 5.2 and 11.2.1): the signature, IHDR first, IEND last. */
function pngOf(bytes: Buffer): Picture | undefined {
  const signature = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  if (bytes.length < 45 || !bytes.subarray(0, 16).equals(signature)) return undefined
  const end = Buffer.from('0000000049454e44ae426082', 'hex')
  if (!bytes.subarray(-12).equals(end)) return undefined
  return { type: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
}

/** JPEG (ITU-T T.81, annex B): segments up to the frame header, which says the sides; the end of image last. */
function jpegOf(bytes: Buffer): Picture | undefined {
  if (bytes.length < 20 || bytes.readUInt16BE(0) !== 0xffd8) return undefined
  if (bytes.readUInt16BE(bytes.length - 2) !== 0xffd9) return undefined
  for (let at = 2; at + 9 < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xda) return undefined
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame)
      return { type: 'jpg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) }
  }
  return undefined
}
