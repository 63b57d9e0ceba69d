// `npm run second-factor-off <address or short name>`: for whoever lost the telephone and the codes on paper, once one knows who asks.
import { reach } from '../postgres/reach.ts'
import { Unavailable } from '../postgres/unavailable.ts'
import { emailOf } from './newcomer.ts'

const dataDir = process.env.DATA_DIR ?? 'data'
const url = process.env.DATABASE_URL

async function main(login: string | undefined) {
  if (!login) throw new Unavailable('Pour qui ? npm run second-factor-off <adresse>', 'For whom? npm run second-factor-off <address>')
  const { rowCount } = await reach({ dataDir, url }, ({ pool }) =>
    pool.query('delete from second_factor where account in (select id from account where email = $1 or username = $1)', [emailOf(login)])
  )
  if (!rowCount)
    throw new Unavailable(
      `Aucun compte du nom de ${login} n’a de validation en deux étapes.`,
      `No account called ${login} has two-step verification.`
    )
  console.log(`Le mot de passe de ${login} suffit de nouveau / The password of ${login} is enough again.`)
}

main(process.argv[2]).catch((fault: unknown) => {
  console.error(fault instanceof Unavailable ? fault.message : fault)
  process.exitCode = 1
})
