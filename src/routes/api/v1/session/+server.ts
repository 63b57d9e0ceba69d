export const GET = ({ locals, request }) => locals.relais.session(request, locals.who)
export const POST = ({ locals, request }) => locals.relais.signIn(request)
export const DELETE = ({ locals, request }) => locals.relais.signOut(request, locals.who)
