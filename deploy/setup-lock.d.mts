/** Runs `work` while no other set-up of this clone runs; `waiting` is called once, with the other's process id, when it has to wait. */
export function alone<T>(
  path: string,
  waiting: (pid: number | undefined) => void,
  work: () => Promise<T>,
): Promise<T>
