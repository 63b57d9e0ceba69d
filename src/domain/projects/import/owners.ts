import { fold } from '#kernel/base/fold.ts'

export type Member = { readonly id: string; readonly name: string; readonly email?: string | null }
export type Owners = { readonly assignees: readonly string[]; readonly service: string | null; readonly left: readonly string[] }

/** Members by name or e-mail; whoever else owns the row is a department, remembered in `services` under its folded name. */
export function readOwners(text: string, people: readonly Member[], services: Map<string, string>): Owners {
  const member = (name: string) =>
    people.find(({ name: known, email }) => fold(known) === fold(name) || (email && fold(email) === fold(name)))
  const names = member(text) || services.has(fold(text)) ? [text] : text.split(/[,;|\n]/).map(name => name.trim())
  const assignees = new Set<string>()
  const others: string[] = []
  for (const name of names.filter(Boolean)) {
    const found = member(name)
    if (found) assignees.add(found.id)
    else others.push(name.slice(0, 200))
  }
  const [service, ...left] = others
  if (service !== undefined && !services.has(fold(service))) services.set(fold(service), service)
  return { assignees: [...assignees].sort(), service: service === undefined ? null : (services.get(fold(service)) ?? service), left }
}
