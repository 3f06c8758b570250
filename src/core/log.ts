/** Values that say which cluster, file or request a line is about. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Progress and warnings for people and log collectors; never data, never results. */
export type Log = {
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
}

/** How log lines look: text for people, JSON for collectors. */
export type LogFormat = 'text' | 'json'

/** A log that writes lines of the given format with `write` (stderr in the command line). */
export function logTo(write: (line: string) => void, format: LogFormat, now: () => string): Log {
  const line =
    (level: 'info' | 'warn') =>
    (message: string, fields: LogFields = {}) =>
      write(
        format === 'json'
          ? jsonLine(level, now(), message, fields)
          : textLine(level, message, fields),
      )
  return { info: line('info'), warn: line('warn') }
}

/** A log that says nothing. */
export const silentLog: Log = { info: () => undefined, warn: () => undefined }

function jsonLine(level: string, time: string, message: string, fields: LogFields): string {
  return `${JSON.stringify({ time, level, message, ...fields })}\n`
}

function textLine(level: string, message: string, fields: LogFields): string {
  const said = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${printable(String(value))}`)
    .join('')
  return `exhibit: ${level === 'warn' ? 'warning: ' : ''}${printable(message)}${said}\n`
}

/** Text from outside on one safe line: control characters and bidirectional overrides become visible escapes. */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
