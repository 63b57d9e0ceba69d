export const GET = ({ locals, request }) => locals.relais.ownProvider(request, locals.who)
export const POST = ({ locals, request }) => locals.relais.linkProvider(request, locals.who)
export const DELETE = ({ locals, request }) => locals.relais.unlinkProvider(request, locals.who)
