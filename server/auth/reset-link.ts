// `npm run reset-link <address or short name>`: for a server that sends no letters, while it works or not.
import { reach } from '../postgres/reach.ts'
import { Unavailable } from '../postgres/unavailable.ts'
import { makeLink } from './letter-link.ts'
import { emailOf } from './newcomer.ts'

const dataDir = process.env.DATA_DIR ?? 'data'
const url = process.env.DATABASE_URL
const origin = URL.parse(process.env.ORIGIN ?? '')?.origin ?? `http://localhost:${process.env.PORT ?? 3000}`

async function main(login: string | undefined) {
  if (!login) throw new Unavailable('Pour qui ? npm run reset-link <adresse>', 'For whom? npm run reset-link <address>')
  const link = await reach({ dataDir, url }, async ({ pool }) => {
    const { rows } = await pool.query<{ id: string }>('select id from account where email = $1 or username = $1', [emailOf(login)])
    if (!rows[0]) throw new Unavailable(`Aucun compte ne porte le nom ${login}.`, `No account is called ${login}.`)
    return makeLink({ pool, clock: { now: () => Date.now() }, origin }, rows[0].id, 'password')
  })
  console.log(`Ce lien sert une fois et vaut une heure / This link serves once and is good for an hour:\n${link}`)
}

main(process.argv[2]).catch((fault: unknown) => {
  console.error(fault instanceof Unavailable ? fault.message : fault)
  process.exitCode = 1
})
