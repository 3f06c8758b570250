import { join } from 'node:path'
import { readEstate } from '../collect/estate.ts'
import { Fault } from '../core/fault.ts'
import { authorshipWords } from '../evaluate/authorship.ts'
import type { StatementFile } from '../model/sign-off.ts'
import { loadConfiguration } from './configuration.ts'
import type { CommandSpec } from './context.ts'
import { CONFIG } from './options.ts'
import { table } from './output.ts'
import { knownControls, loadOrganisation } from './stages/catalogue.ts'
import { broadIn, clusterNames, futureIn, remarkLine, unknownIn } from './stages/file-remarks.ts'
import { organisationFiles, type OrganisationPaths } from './stages/organisation-files.ts'

/** `exhibit signoff check`: whether the organisation's files are valid, what is to be looked at in them, and who signed them. */
export const signoffCheckCommand: CommandSpec = {
  name: 'signoff check',
  summary:
    "check the organisation's files: faults, unknown clusters and future days with their lines, and who signed",
  options: [CONFIG],
  examples: ['exhibit signoff check --config exhibit.yaml'],
  run: (context, _args, options) => {
    const { organisation: paths, catalogue, estate } = loadConfiguration(context, options)
    const known = knownControls(join(context.packageRoot, 'controls'), catalogue)
    const { signOffs = [], files = [] } = loadOrganisation(paths, known)
    const rows = signOffs.map((one) => [
      one.id,
      `${one.framework}/${one.control}`,
      one.performedOn,
      one.by.name,
      authorshipWords(one.authorship),
    ])
    context.stdout(table(['sign-off', 'control', 'performed on', 'by', 'authorship'], rows))
    const written = files.map(({ name, said, setAside }) => [
      name,
      said,
      setAside === undefined ? 'counts' : 'counts as missing',
    ])
    context.stdout(`\n${table(['file', 'authorship', 'what it says'], written)}`)
    const remarks = [
      ...(estate === undefined ? [] : unknownIn(paths, clusterNames(readEstate(estate)))),
      ...broadIn(paths),
      ...futureIn(paths, context.clock.now().slice(0, 10)),
    ]
    for (const remark of remarks) context.log.warn(remarkLine(remark))
    if (estate === undefined)
      context.log.warn('no estate is configured: names of clusters are not looked at')
    refuseUnheld(files, paths)
    return Promise.resolve(0)
  },
}

/** A signature that does not hold makes the statements of its file missing: whoever checks files must not overlook it. */
function refuseUnheld(files: readonly StatementFile[], paths: OrganisationPaths): void {
  const pathOf = new Map(organisationFiles(paths).map(({ place, path }) => [place, path]))
  const told = files.flatMap(({ name, authorship, said }) =>
    authorship.kind === 'refused' ? [`${pathOf.get(name) ?? name}: ${said}`] : [],
  )
  if (told.length > 0)
    throw new Fault('VERIFICATION_FAILED', told.join('\n'), {
      hint: 'what it says counts as missing: have the file signed again by who states it',
    })
}
