import { Unavailable } from './unavailable.ts'

/** What to say of a fault: in words when it is PostgreSQL telling that its own files are damaged, otherwise as it came. */
export function spoken(fault: unknown): unknown {
  if (fault instanceof Unavailable) return fault.message
  const { code, message, cause } = fault as { code?: string; message?: string; cause?: unknown }
  if (cause !== undefined && spoken(cause) !== cause) return spoken(cause)
  if (!/^XX00[12]$/.test(code ?? '')) return fault
  return [
    `Les fichiers de la base de données sont endommagés (${message}). Arrêtez Relais, gardez le dossier à part et restaurez une sauvegarde : DATA_DIR=<dossier neuf> npm run restore <sauvegarde>.`,
    `The files of the database are damaged (${message}). Stop Relais, keep the folder aside and restore a backup: DATA_DIR=<new folder> npm run restore <backup>.`,
  ].join('\n')
}
