export const GET = ({ locals, request }) => locals.relais.session(request, locals.who)
export const POST = ({ locals, request, getClientAddress }) => locals.relais.signIn(request, getClientAddress())
export const DELETE = ({ locals, request }) => locals.relais.signOut(request, locals.who)
