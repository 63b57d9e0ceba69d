import type { Guard } from './guard.ts'

const attack = 'tests/attacks/portraits.pg.test.ts'
const shown = 'server/http/people.pg.test.ts'
export const portraitGuards: readonly Guard[] = [
  {
    promise: 'nobody chooses another person’s picture',
    file: 'src/domain/people/portray.ts',
    line: 'if (person !== env.person)',
    lost: 'if (person === "")',
    test: attack,
    title: 'A12 PLT-10 another person’s picture',
  },
  {
    promise: 'a picture is what its bytes are, not what it is called',
    file: 'src/domain/people/portray.ts',
    line: 'if (!bytes || !seen) return notPicture',
    lost: `if (!bytes) return notPicture
    if (!seen) return { person, picture: { type: 'image/webp', bytes } }`,
    test: attack,
    title: 'A17 PLT-10 a drawing or a page',
  },
  {
    promise: 'a picture has nothing after it',
    file: 'src/domain/people/portrait.ts',
    line: 'if (view.getUint32(4, true) + 8 !== bytes.length) return null',
    lost: 'if (view.getUint32(4, true) + 8 > bytes.length) return null\n  bytes = bytes.subarray(0, view.getUint32(4, true) + 8)',
    test: attack,
    title: 'A17 PLT-10 a drawing or a page',
  },
  {
    promise: 'a picture takes no more room than it should in whoever looks',
    file: 'src/domain/people/portray.ts',
    line: 'if (seen.width !== portraitLimits.side || seen.height !== portraitLimits.side) return otherSize',
    lost: 'void otherSize',
    test: attack,
    title: 'A10 PLT-10 a small file',
  },
  {
    promise: 'the canvas of a picture is the picture',
    file: 'src/domain/people/portrait.ts',
    line: 'return seen && canvas && (canvas.width !== seen.width || canvas.height !== seen.height) ? null : seen',
    lost: 'return seen',
    test: attack,
    title: 'A10 PLT-10 a small file',
  },
  {
    promise: 'a picture weighs what it may',
    file: 'src/domain/people/portray.ts',
    line: 'if (bytes && bytes.length > portraitLimits.bytes) return heavy',
    lost: 'void heavy',
    test: attack,
    title: 'A10 PLT-10 a small file',
  },
  {
    promise: 'a picture is for those who read the card that shows it',
    file: 'server/http/people-api.ts',
    line: 'and s.space = any($3) and not exists (',
    lost: 'and $3::text[] is not null and not exists (',
    test: shown,
    title: 'PLT-10 a picture is on one’s card',
  },
  {
    promise: 'a picture that was replaced is nobody’s',
    file: 'server/http/people-api.ts',
    line: 'and later.position > f.position',
    lost: 'and later.position > f.position and false',
    test: shown,
    title: 'PLT-10 a picture is on one’s card',
  },
  {
    promise: 'a guest does not read when people were last here',
    file: 'server/http/people-api.ts',
    line: '[workspace, inside]',
    lost: '[workspace, inside || true]',
    test: shown,
    title: 'PLT-02 colleagues read the day',
  },
  {
    promise: 'a picture that no card shows any more goes from the device',
    file: 'src/lib/store/portraits.ts',
    line: 'if (!this.#wanted().has(hash)) await this.#drop(hash)',
    lost: 'if (!this.#wanted()) await this.#drop(hash)',
    test: 'tests/device-portraits.pg.test.ts',
    title: 'PLT-10 a picture chosen without a network',
  },
]
