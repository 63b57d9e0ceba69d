import { fold } from '#kernel/base/fold.ts'

/** Characters below which no password is taken. */
export const leastPassword = 10
const leastLeft = 4

const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'azertyuiop', 'qsdfghjklm', 'wxcvbn', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const follows = (a: string, b: string) => a === b || rows.some(row => row.includes(a + b) || row.includes(b + a))

/** What people call a password by, love, follow, and where they are. */
const usual = (
  'motdepasse password passe azertyuiop qwertyuiop azerty qwerty relais admin administrateur administrator utilisateur user root test demo invite ' +
  'secret bonjour bonsoir bienvenue welcome hello coucou salut changeme changezmoi default letmein soleil sunshine doudou loulou chouchou amour ' +
  'jetaime iloveyou love coeur princesse princess maman papa famille family bebe ange angel vacances chocolat football basketball baseball ' +
  'liverpool arsenal chelsea barcelona realmadrid juventus ronaldo messi zidane mbappe superman batman starwars pokemon dragon monkey master ' +
  'shadow paris marseille lyon france dakar senegal abidjan afrique africa bamako cotonou lome douala casablanca tunis alger bismillah ' +
  'inchallah mashallah alhamdulillah allah dieu jesus god janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre ' +
  'january february march april june july august september october november december lundi mardi mercredi jeudi vendredi samedi dimanche ' +
  'printemps automne hiver ete spring summer autumn winter entreprise societe agence bureau equipe company office team marketing google ' +
  'facebook internet ordinateur computer'
).split(' ')
/** Stands for a word that was taken away: nobody types it. */
const taken = '\0'

/** Each word that anybody would try, or that is `known` of the person, becomes one sign. */
function withoutKnown(password: string, known: readonly string[]): string {
  const words = [...known.flatMap(text => fold(text).split(/[^\p{L}\p{N}]+/u)), ...usual].filter(word => word.length > 2)
  return words.sort((a, b) => b.length - a.length).reduce((left, word) => left.replaceAll(word, taken), fold(password))
}
/** Characters that nothing gives away: neither the one before, nor what is known (`known`: name, company, address), nor habit. */
export function surprises(password: string, known: readonly string[]): number {
  const letters = [...withoutKnown(password, known)]
  const fresh = letters.filter((letter, i) => i === 0 || !follows(letters[i - 1] as string, letter))
  return Math.min(fresh.length, new Set(letters).size * 2)
}
/** Whether nearly all of it is a row of keys, a repetition, or known words with some digits and signs. */
export function guessable(password: string, known: readonly string[]): boolean {
  const left = withoutKnown(password, known)
  return surprises(password, known) <= leastLeft || (left.includes(taken) && left.replaceAll(/[^\p{L}]/gu, '').length < leastLeft)
}
