import { Fault, messageOf } from './fault.ts'

/** A JSON value in which an integer beyond 2^53 is a bigint, so that no digit is lost. */
export type JsonValue =
  null | boolean | number | bigint | string | readonly JsonValue[] | JsonObject

/** A JSON object. A member that is absent is `undefined`. */
export type JsonObject = { readonly [key: string]: JsonValue | undefined }

/** Whether a value is a JSON object, and not an array or null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text in which a number of 16 digits or more may stand; only then is the slower, exact reading needed. */
const LONG_NUMBER = /[0-9]{16}/

type ReviverContext = { readonly source?: string }

/** Keeps the digits of integers that a double cannot hold (ECMA-262 JSON.parse source text access). */
function exactInteger(_key: string, value: unknown, context?: ReviverContext): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  return source !== undefined && /^-?[0-9]+$/.test(source) ? BigInt(source) : value
}

/**
 * Parses JSON text; integers beyond 2^53 become bigint with all their digits.
 *
 * Throws Fault `UNREADABLE` naming `what` when the text is not JSON.
 */
export function parseJson(text: string, what: string): JsonValue {
  try {
    const value: unknown = LONG_NUMBER.test(text)
      ? JSON.parse(text, exactInteger)
      : JSON.parse(text)
    return value as JsonValue
  } catch (error) {
    throw new Fault('UNREADABLE', `${what} is not JSON: ${messageOf(error)}`, { cause: error })
  }
}
