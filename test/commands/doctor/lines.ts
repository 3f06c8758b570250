import type { TestContext } from '../context.ts'

/** One line of the doctor, as `-o json` gives it. */
export type Line = {
  readonly status: 'ok' | 'warn' | 'fail'
  readonly subject: string
  readonly what: string
  readonly fix?: string
}

/** What a call of the doctor said, and its exit code. */
export type Examined = {
  readonly code: number
  readonly lines: readonly Line[]
  /** the lines about one subject */
  readonly about: (subject: string) => readonly Line[]
  /** `subject: what` of every line of a status */
  readonly of: (status: Line['status']) => readonly string[]
}

/** Calls the doctor; without looking for a browser, unless the arguments are given otherwise. */
export async function examine(context: TestContext, ...args: readonly string[]): Promise<Examined> {
  const given = args.length === 0 ? ['--no-pdf'] : args
  const { code, out } = await context.exhibit('doctor', ...given, '-o', 'json')
  const { lines } = JSON.parse(out) as { lines: readonly Line[] }
  return {
    code,
    lines,
    about: (subject) => lines.filter((line) => line.subject === subject),
    of: (status) =>
      lines
        .filter((line) => line.status === status)
        .map(({ subject, what }) => `${subject}: ${what}`),
  }
}
