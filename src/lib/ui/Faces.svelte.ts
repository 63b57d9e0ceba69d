/** The pictures of people, by their id, as addresses in this page: an avatar shows the picture where there is one, wherever it is drawn. */
class Faces {
  current = $state.raw<ReadonlyMap<string, string>>(new Map())
}
export const faces = new Faces()
