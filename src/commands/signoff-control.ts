import { Fault } from '../core/fault.ts'
import { nearest } from '../core/nearest.ts'
import type { Control, Framework } from '../model/control.ts'

type Asking = { readonly name: string; readonly control: Control }

/**
 * The control that asks for a statement and is meant by an id with its framework, `pci-dss-4.0.1/1.2.7`, or by its id alone where one framework has such
 * a control. Throws Fault `USAGE` where none or several are meant, with those that may be.
 */
export function controlNamed(frameworks: readonly Framework[], id: string): Control {
  const asking = frameworks.flatMap(({ id: framework, controls }) =>
    controls
      .filter(({ signOff }) => signOff !== undefined)
      .map((control) => ({ name: `${framework}/${control.id}`, control })),
  )
  const meant = asking.filter(({ name, control }) => name === id || control.id === id)
  const [first, ...others] = meant
  if (first !== undefined && others.length === 0) return first.control
  if (first !== undefined)
    throw new Fault(
      'USAGE',
      `${meant.length} frameworks have a control ${id}, ${question(meant)}`,
      { hint: 'give the id with its framework' },
    )
  const near = nearOnes(id, asking)
  throw new Fault(
    'USAGE',
    `no control ${JSON.stringify(id)} asks for a statement${near.length === 0 ? '' : `, ${question(near)}`}`,
    { hint: "'exhibit signoff list' lists those that do" },
  )
}

/** Nobody who gives an id alone is told of a near framework. */
function nearOnes(id: string, asking: readonly Asking[]): readonly Asking[] {
  const nameOf = ({ name, control }: Asking) => (id.includes('/') ? name : control.id)
  const near = nearest(id, asking.map(nameOf))
  return asking.filter((each) => nameOf(each) === near)
}

function question(meant: readonly Asking[]): string {
  return `did you mean ${meant.map(({ name }) => `"${name}"`).join(' or ')}?`
}
