import type { Pool } from 'pg'
import type { Clock } from '#kernel/base/clock.ts'
import { isProblem, problem, textAt, type Problem } from '../http/answer.ts'
import type { Handler, Queue } from '../jobs/jobs.ts'
import { asLanguage, invitationLetter, type Language } from '../mail/letter.ts'
import type { Post } from '../mail/post.ts'
import { transaction } from '../postgres/transaction.ts'
import type { Who } from '../sync/who.ts'
import { Attempts } from './attempts.ts'
import type { Invitations } from './invitations.ts'
import { emailOf, isEmail } from './newcomer.ts'

type Given = { pool: Pool; clock: Clock; post: Post; invitations: Invitations; jobs: () => Queue }
type Asked = { invitation: string; email: string; language: Language }

/** Invitations that leave as letters, sent by whoever made them. */
export class InvitationLetters {
  private readonly given: Given
  private readonly sent: Attempts
  constructor(given: Given) {
    this.given = given
    this.sent = new Attempts(given.clock, { most: 50, within: 3_600_000 })
  }

  async send({ workspace, person }: Who, token: string, body: unknown): Promise<null | Problem> {
    if (!this.given.post.open) return noLetters
    const found = await this.given.invitations.find(token)
    if (isProblem(found)) return found
    if (found.workspace !== workspace || found.by !== person) return notYours
    const email = emailOf(textAt(body, 'email'))
    if (!isEmail(email)) return notAnAddress
    const wait = this.sent.wait(person)
    if (wait > 0) return { ...tooMany, retryAfter: wait }
    this.sent.fail(person)
    const data: Asked = { invitation: found.id, email, language: asLanguage(textAt(body, 'language')) }
    await transaction(this.given.pool, client => this.given.jobs().add(client, workspace, { name: 'letter', data }))
    this.given.jobs().wake()
    return null
  }

  /** The job: the link is remade as it is sent, so that nothing of its secret waits anywhere. One that has served since is not sent. */
  readonly letter: Handler = async (_, data, id) => {
    const { invitation, email, language } = data as Asked
    const { pool, invitations, post } = this.given
    const token = invitations.token(invitation)
    const found = await invitations.find(token)
    if (isProblem(found)) return
    const { by, space, workspace } = await invitations.describe(found)
    const { rows } = await pool.query<{ until: number; zone: string }>(
      'select i.expires_at as until, w.time_zone as zone from invitation i join workspace w on w.id = i.workspace where i.id = $1',
      [invitation]
    )
    const { until = 0, zone = 'UTC' } = rows[0] ?? {}
    const day = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: zone }).format(until)
    const link = `${post.origin}/invitation/${token}`
    await post.send(
      invitationLetter({ to: email, by: by.name, space: space.name, workspace: workspace.name, until: day, link, language }),
      id
    )
  }
}

const noLetters = problem(
  409,
  'noLetters',
  'Ce serveur n’envoie pas d’e-mails : copiez le lien et donnez-le vous-même.',
  'This server sends no e-mails: copy the link and give it yourself.'
)
const notYours = problem(
  403,
  'forbidden',
  'Seule la personne qui a fait cette invitation peut l’envoyer.',
  'Only the person who made this invitation may send it.'
)
const notAnAddress = problem(
  422,
  'email',
  'Vérifiez l’adresse e-mail : elle doit ressembler à nom@exemple.com.',
  'Check the e-mail address: it should look like name@example.com.',
  'email'
)
const tooMany = problem(
  429,
  'attempts',
  'Vous avez envoyé beaucoup d’invitations : les suivantes partiront dans une heure. Vous pouvez copier le lien.',
  'You have sent many invitations: the next may leave in an hour. You can copy the link.'
)
