import type { Pool } from 'pg'
import { consentsOf } from './consent.ts'
import { moment, said, section, type Language, type Section } from './section.ts'

type Of = { pool: Pool; account: string; language: Language }

/** How somebody signs in, and from where: what is secret in it is said to be there, and not told. */
export async function ownAccount({ pool, account, language }: Of): Promise<Section[]> {
  const all = async (text: string) => (await pool.query<Record<string, number & string>>(text, [account])).rows
  const say = (fr: string, en: string) => said([fr, en], language)
  const [identity] = await all('select email, username, verified_at, at from account where id = $1')
  const [factor] = await all(
    `select at, (select count(*)::int from recovery_code where account = f.account and used_at is null) as codes
     from second_factor f where account = $1`
  )
  const letters = {
    password: say('Choisir un autre mot de passe', 'Choose another password'),
    address: say('Prouver l’adresse', 'Prove it'),
  }
  const scopes = { read: say('Lire', 'Read'), write: say('Lire et écrire', 'Read and write') }
  return [
    section(
      language,
      {
        name: 'account',
        title: ['Compte', 'Account'],
        note: [
          'Le mot de passe, les codes de secours et le secret de la vérification en deux étapes ne sont gardés que chiffrés ou hachés : ils ne sont pas dans cette archive.',
          'The password, the recovery codes and the secret of two-step verification are kept hashed or sealed only: they are not in this archive.',
        ],
        columns: {
          email: ['Adresse e-mail', 'E-mail address'],
          username: ['Identifiant de connexion', 'Sign-in name'],
          created: ['Compte créé le', 'Account made on'],
          proven: ['Adresse prouvée le', 'Address proven on'],
          secondFactor: ['Vérification en deux étapes depuis le', 'Two-step verification since'],
          recoveryCodes: ['Codes de secours restants', 'Recovery codes left'],
        },
      },
      identity
        ? [
            {
              email: identity['email'] ?? null,
              username: identity['username'] ?? null,
              created: moment(identity['at']),
              proven: moment(identity['verified_at']),
              secondFactor: moment(factor?.['at']),
              recoveryCodes: factor?.['codes'] ?? null,
            },
          ]
        : []
    ),
    section(
      language,
      {
        name: 'sessions',
        title: ['Appareils connectés', 'Signed-in devices'],
        note: ['Une session terminée est gardée au plus six mois.', 'A session that has ended is kept six months at most.'],
        columns: {
          device: ['Appareil', 'Device'],
          address: ['Adresse réseau', 'Network address'],
          began: ['Depuis le', 'Since'],
          seen: ['Vu le', 'Seen on'],
          ended: ['Terminée le', 'Ended on'],
        },
      },
      (await all('select device, address, at, seen_at, ended_at from session where account = $1 order by at desc')).map(row => ({
        device: row['device'] ?? null,
        address: row['address'] ?? null,
        began: moment(row['at']),
        seen: moment(row['seen_at']),
        ended: moment(row['ended_at']),
      }))
    ),
    section(
      language,
      {
        name: 'passkeys',
        title: ['Clés d’accès', 'Passkeys'],
        note: ['La clé elle-même est dans votre appareil.', 'The key itself is in your device.'],
        columns: { name: ['Nom', 'Name'], created: ['Ajoutée le', 'Added on'], used: ['Utilisée le', 'Used on'] },
      },
      (await all('select name, at, used_at from passkey where account = $1 order by at')).map(row => ({
        name: row['name'] ?? null,
        created: moment(row['at']),
        used: moment(row['used_at']),
      }))
    ),
    section(
      language,
      {
        name: 'identities',
        title: ['Identités liées', 'Linked identities'],
        note: ['Le fournisseur par lequel vous entrez, et le nom qu’il vous donne.', 'The provider you come in by, and what it calls you.'],
        columns: {
          provider: ['Fournisseur', 'Provider'],
          identifier: ['Votre identifiant chez lui', 'Your identifier there'],
          caption: ['Nom', 'Name'],
          created: ['Liée le', 'Linked on'],
          used: ['Utilisée le', 'Used on'],
        },
      },
      (await all('select issuer, subject, caption, at, used_at from identity where account = $1 order by at')).map(row => ({
        provider: row['issuer'] ?? null,
        identifier: row['subject'] ?? null,
        caption: row['caption'] ?? null,
        created: moment(row['at']),
        used: moment(row['used_at']),
      }))
    ),
    section(
      language,
      {
        name: 'consents',
        title: ['Ce que vous avez dit avoir lu', 'What you said that you had read'],
        note: ['Chaque version de la page « Confidentialité ».', 'Each version of the page on privacy.'],
        columns: { version: ['Version', 'Version'], said: ['Le', 'On'] },
      },
      (await consentsOf(pool, account)).map(({ version, at }) => ({ version, said: moment(at) }))
    ),
    section(
      language,
      {
        name: 'tokens',
        title: ['Jetons d’accès', 'Access tokens'],
        note: ['Un jeton n’est gardé que haché.', 'A token is kept hashed only.'],
        columns: {
          name: ['Nom', 'Name'],
          scope: ['Permet de', 'Allows to'],
          created: ['Créé le', 'Made on'],
          expires: ['Valable jusqu’au', 'Valid until'],
          used: ['Utilisé le', 'Used on'],
        },
      },
      (await all('select name, scope, at, expires_at, used_at from personal_token where account = $1 order by at')).map(row => ({
        name: row['name'] ?? null,
        scope: (scopes as Record<string, string>)[String(row['scope'])] ?? null,
        created: moment(row['at']),
        expires: moment(row['expires_at']),
        used: moment(row['used_at']),
      }))
    ),
    section(
      language,
      {
        name: 'letters',
        title: ['Liens envoyés par e-mail', 'Links sent by e-mail'],
        note: ['Ceux qui peuvent encore servir.', 'Those that may still serve.'],
        columns: { purpose: ['Pour', 'For'], expires: ['Valable jusqu’au', 'Valid until'] },
      },
      (await all('select purpose, expires_at from letter_link where account = $1 order by expires_at')).map(row => ({
        purpose: (letters as Record<string, string>)[String(row['purpose'])] ?? null,
        expires: moment(row['expires_at']),
      }))
    ),
  ]
}
