import type { Label } from '#kernel/schema/field.ts'

export type Language = keyof Label
/** French, unless English was asked for. */
export const asLanguage = (said: unknown): Language => (said === 'en' ? 'en' : 'fr')
/** What is sent to one person, in words and in HTML that says the same. */
export type Letter = { readonly to: string; readonly subject: string; readonly text: string; readonly html: string }
export type Purpose = 'password' | 'address'

/** How long a link serves, in hours. */
export const validity: Readonly<Record<Purpose, number>> = { password: 1, address: 72 }

type Words = { subject: Label; lead: Label; act: Label; why: Label }
const words: Readonly<Record<Purpose, Words>> = {
  password: {
    subject: { fr: 'Choisir un nouveau mot de passe', en: 'Choose a new password' },
    lead: {
      fr: 'Quelqu’un, sans doute vous, a demandé à changer le mot de passe de votre compte.',
      en: 'Someone, probably you, asked to change the password of your account.',
    },
    act: { fr: 'Choisir un nouveau mot de passe', en: 'Choose a new password' },
    why: {
      fr: 'Ce lien sert une fois et vaut une heure. Si vous n’avez rien demandé, ne faites rien : votre mot de passe reste le même.',
      en: 'This link serves once and is good for an hour. If you asked for nothing, do nothing: your password stays as it is.',
    },
  },
  address: {
    subject: { fr: 'Confirmer votre adresse', en: 'Confirm your address' },
    lead: {
      fr: 'Confirmez que cette adresse est la vôtre : elle servira à retrouver votre compte si vous oubliez votre mot de passe.',
      en: 'Confirm that this address is yours: it is how you find your account again if you forget your password.',
    },
    act: { fr: 'Confirmer cette adresse', en: 'Confirm this address' },
    why: {
      fr: 'Ce lien sert une fois et vaut trois jours. Si vous n’avez pas de compte, ne faites rien.',
      en: 'This link serves once and is good for three days. If you have no account, do nothing.',
    },
  },
}
const greeting: Label = { fr: 'Bonjour', en: 'Hello' }

/** A letter with one thing to do. What people wrote in it (their name, the company’s) is words there, whatever it holds. */
export function letterOf(
  purpose: Purpose,
  { to, name, workspace, link, language }: { to: string; name: string; workspace: string; link: string; language: Language }
): Letter {
  const { subject, lead, act, why } = words[purpose]
  const said = {
    subject: subject[language],
    hello: `${greeting[language]} ${name},`,
    lead: lead[language],
    act: act[language],
    why: why[language],
  }
  return written({ ...said, to, workspace, link, language })
}

/** An invitation: who invites, where, and until when. */
export function invitationLetter({
  by,
  space,
  until,
  ...rest
}: { by: string; space: string; until: string } & Pick<Said, 'to' | 'workspace' | 'link' | 'language'>): Letter {
  const into = space && space !== rest.workspace
  const said = {
    fr: {
      subject: into ? `${by} vous invite dans « ${space} »` : `${by} vous invite dans ${rest.workspace}`,
      hello: 'Bonjour,',
      lead: into
        ? `${by} vous invite à rejoindre « ${space} » sur Relais, où ${rest.workspace} travaille, avec ou sans réseau.`
        : `${by} vous invite à rejoindre ${rest.workspace} sur Relais, où l’on travaille avec ou sans réseau.`,
      act: 'Rejoindre',
      why: `Ce lien sert une fois, jusqu’au ${until}. Si vous n’attendiez pas cette invitation, ne faites rien.`,
    },
    en: {
      subject: into ? `${by} invites you to “${space}”` : `${by} invites you to ${rest.workspace}`,
      hello: 'Hello,',
      lead: into
        ? `${by} invites you to join “${space}” on Relais, where ${rest.workspace} works, with or without a network.`
        : `${by} invites you to join ${rest.workspace} on Relais, where people work with or without a network.`,
      act: 'Join',
      why: `This link serves once, until ${until}. If you did not expect this invitation, do nothing.`,
    },
  }
  return written({ ...said[rest.language], ...rest })
}

export type Said = Record<'to' | 'subject' | 'hello' | 'lead' | 'act' | 'link' | 'why' | 'workspace', string> & { language: Language }
export function written({ to, subject, hello, lead, act, link, why, workspace, language }: Said): Letter {
  const text = [hello, lead, `${act}${language === 'fr' ? ' :' : ':'}\n${link}`, why, workspace]
  const style = 'font:16px/1.5 system-ui,sans-serif;color:#1f1a17'
  const button =
    'display:inline-block;padding:12px 20px;border-radius:8px;background:#a8431e;color:#fff;text-decoration:none;font-weight:600'
  const html = `<!doctype html><html lang="${language}"><body style="margin:0;background:#f7f4f1"><div style="max-width:560px;margin:0 auto;padding:32px 24px;background:#fff;${style}">
<p>${inert(hello)}</p><p>${inert(lead)}</p>
<p style="margin:28px 0"><a href="${inert(link)}" style="${button}">${inert(act)}</a></p>
<p style="color:#6b625c;font-size:14px">${inert(why)}</p><p style="color:#6b625c;font-size:14px">${inert(workspace)}</p>
</div></body></html>`
  return { to, subject: oneLine(`${subject} · ${workspace}`), text: text.map(oneBlank).join('\n\n'), html }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
export const inert = (text: string) => text.replaceAll(/[&<>"']/g, sign => entities[sign] as string)
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').trim()
const oneBlank = (text: string) => text.replaceAll(/\n{2,}/g, '\n')
