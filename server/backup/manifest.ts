import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Unavailable } from '../postgres/unavailable.ts'

/** A part of a backup: a table as COPY wrote it, compressed, or a file of the data folder as it is. */
export type Part = { readonly path: string; readonly size: number; readonly sha256: string }
export type TablePart = Part & { readonly table: string; readonly columns: readonly string[]; readonly rows: number }
/** What a backup holds, and the shape it was in: written last, so that a backup without it is none. */
export type Manifest = {
  readonly format: 1
  readonly version: string
  readonly at: number
  readonly migrations: readonly string[]
  readonly tables: readonly TablePart[]
  readonly files: readonly Part[]
}
export const manifestName = 'manifest.json'

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** The manifest of a backup whose every part is what was written; otherwise a sentence that says which is not. */
export async function readBackup(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => null)
  if (text === null)
    throw new Unavailable(
      `Il n’y a pas de sauvegarde complète dans ${folder} : choisissez le dossier qui contient ${manifestName}.`,
      `There is no complete backup in ${folder}: choose the folder that holds ${manifestName}.`
    )
  const damaged = (path: string) =>
    new Unavailable(
      `Cette sauvegarde est endommagée (${path}) : prenez-en une autre. Rien n’a été restauré.`,
      `This backup is damaged (${path}): take another one. Nothing was restored.`
    )
  const { sha256, manifest } = parsed(text) ?? {}
  if (!manifest || createHash('sha256').update(JSON.stringify(manifest)).digest('hex') !== sha256) throw damaged(manifestName)
  for (const part of [...manifest.tables, ...manifest.files])
    if ((await sha256Of(join(folder, part.path)).catch(() => null)) !== part.sha256) throw damaged(part.path)
  return manifest
}

export const sealed = (manifest: Manifest) =>
  JSON.stringify({ sha256: createHash('sha256').update(JSON.stringify(manifest)).digest('hex'), manifest })

function parsed(text: string): { sha256: string; manifest: Manifest } | null {
  try {
    return JSON.parse(text) as { sha256: string; manifest: Manifest }
  } catch {
    return null
  }
}
